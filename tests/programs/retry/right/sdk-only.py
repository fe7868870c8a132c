from openai import OpenAI

client = OpenAI(max_retries=6)

completion = client.chat.completions.create(
    model="gpt-4o-mini",
    messages=[{"role": "user", "content": "What is exponential backoff?"}],
)
print(completion.choices[0].message.content)
