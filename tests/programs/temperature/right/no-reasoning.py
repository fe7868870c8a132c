from openai import OpenAI

client = OpenAI()

for t in (0, 1):
    r = client.chat.completions.create(
        model="gpt-5.4-mini",
        reasoning_effort="none",   # temperature is only allowed without reasoning
        temperature=t,
        messages=[{"role": "user", "content": "Give me one idea for a birthday present."}],
        max_completion_tokens=300,
    )
    print(f"{t=}  {r.choices[0].message.content}")
