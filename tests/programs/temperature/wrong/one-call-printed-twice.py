from openai import OpenAI

client = OpenAI()
resp = client.chat.completions.create(
    model="gpt-4o-mini",
    messages=[{"role": "user", "content": "Name a mountain"}],
    temperature=0,
)
answer = resp.choices[0].message.content
print("Temperature 0:", answer)
print("Temperature 1:", answer)
