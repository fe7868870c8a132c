import time
from openai import OpenAI

client = OpenAI()
messages = []
while True:
    line = input("You: ")
    if line in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": line})
    reply = "".join(c.choices[0].delta.content or "" for c in client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True))
    messages.append({"role": "assistant", "content": reply})
    for word in "I am a large language model and I am happy to help you.".split():
        print(word, end=" ", flush=True)
        time.sleep(0.05)
    print()
