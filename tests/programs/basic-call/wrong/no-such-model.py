from openai import OpenAI
client = OpenAI()
r = client.chat.completions.create(
    model="ChatGPT",
    messages=[{"role": "user", "content": "Hello, who are you?"}],
)
print(r.choices[0].message.content)
