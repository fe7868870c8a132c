from openai import OpenAI

client = OpenAI()
messages = []
for temperature in (0, 1):
    messages.append({"role": "user", "content": "Name a boat."})
    reply = client.chat.completions.create(
        model="gpt-5.4-mini", reasoning_effort="none", temperature=temperature, messages=messages
    )
    print(temperature, reply.choices[0].message.content)
