from openai import OpenAI

client = OpenAI()

question = "Suggest a name for a coffee shop."

r1 = client.chat.completions.create(
    model="gpt-4o-mini",
    temperature=0,
    messages=[{"role": "user", "content": question}],
)

r2 = client.chat.completions.create(
    model="gpt-4o-mini",
    temperature=1,
    messages=[{"role": "user", "content": question}],
)

print(r1.choices[0].message.content)
print(r2.choices[0].message.content)
