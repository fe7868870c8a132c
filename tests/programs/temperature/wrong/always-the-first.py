from openai import OpenAI

client = OpenAI()
temps = [0, 1]
outputs = []
for i in range(len(temps)):
    response = client.chat.completions.create(
        model="gpt-4.1-mini",
        messages=[{"role": "user", "content": "Write a haiku"}],
        temperature=temps[0],
    )
    outputs.append(response.choices[0].message.content)

for t, o in zip(temps, outputs):
    print(f"[{t}]", o)
