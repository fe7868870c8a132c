from openai import OpenAI

client = OpenAI()
messages = [{"role": "user", "content": "Give me a startup idea"}]

a = client.chat.completions.create(model="gpt-4o-mini", messages=messages, temperature=0)
b = client.chat.completions.create(model="gpt-4o-mini", messages=messages)  # default is 1 anyway

print("0:", a.choices[0].message.content)
print("1:", b.choices[0].message.content)
