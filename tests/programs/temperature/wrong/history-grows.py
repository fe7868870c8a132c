from openai import OpenAI

client = OpenAI()
messages = []

for temperature in (0, 1):
    messages.append({"role": "user", "content": "Tell me a joke"})
    r = client.chat.completions.create(model="gpt-4o-mini", messages=messages, temperature=temperature)
    messages.append({"role": "assistant", "content": r.choices[0].message.content})
    print(f"temperature {temperature}: {messages[-1]['content']}")
