from openai import OpenAI

r = OpenAI().chat.completions.create(
    model="o4-mini",
    reasoning_effort="low",
    max_completion_tokens=2000,
    messages=[
        {"role": "developer", "content": "Formatting re-enabled"},
        {"role": "user", "content": "How many r's are in strawberry?"},
    ],
)
print("🧠", r.choices[0].message.content)
