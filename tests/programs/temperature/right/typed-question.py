from openai import OpenAI
client = OpenAI()

frage = input("Your question: ").strip() or "What is love?"
chat = [{"role": "user", "content": frage}]

a = client.chat.completions.create(model="gpt-4o-mini", messages=chat, temperature=0.0)
print("Low temperature:", a.choices[0].message.content)
b = client.chat.completions.create(model="gpt-4o-mini", messages=chat, temperature=1.0)
print("High temperature:", b.choices[0].message.content)
again = input("Again? (y/n) ")
