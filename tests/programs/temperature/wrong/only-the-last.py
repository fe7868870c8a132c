from openai import OpenAI

client = OpenAI()
for t in [0, 1]:
    response = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": "Name a flower"}],
        temperature=t,
    )
print(f"Temperature {t}: {response.choices[0].message.content}")
