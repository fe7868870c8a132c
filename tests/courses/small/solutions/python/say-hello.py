from openai import OpenAI

reply = OpenAI().chat.completions.create(
    model="gpt-4.1-nano", messages=[{"role": "user", "content": "Hello"}]
)
print(reply.choices[0].message.content)
