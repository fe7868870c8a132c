from openai import OpenAI

client = OpenAI()
q = [{"role": "user", "content": "What is the best programming language?"}]

cold = client.chat.completions.create(model="gpt-4o", messages=q, extra_body={"temperature": 0})
warm = client.chat.completions.create(model="gpt-4o", messages=q, extra_body={"temperature": 1})

print("cold:", cold.choices[0].message.content)
print("warm:", warm.choices[0].message.content)
print("same!" if cold.choices[0].message.content == warm.choices[0].message.content else "different!")
