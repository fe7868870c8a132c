import time
from openai import OpenAI

client = OpenAI()
messages = []

while (text := input("> ")) not in ("quit", "exit"):
    messages.append({"role": "user", "content": text})
    reply = client.chat.completions.create(model="gpt-4o", messages=messages).choices[0].message.content
    messages.append({"role": "assistant", "content": reply})
    for word in reply.split(" "):          # looks just like ChatGPT!
        print(word, end=" ", flush=True)
        time.sleep(0.03)
    print()
