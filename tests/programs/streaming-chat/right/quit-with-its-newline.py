import sys

from openai import OpenAI

client = OpenAI()
messages = []
for line in sys.stdin:
    if line in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": line})
    whole = ""
    for chunk in client.chat.completions.create(model="gpt-5.4-mini", messages=messages, stream=True):
        if chunk.choices and chunk.choices[0].delta.content:
            whole += chunk.choices[0].delta.content
            print(chunk.choices[0].delta.content, end="", flush=True)
    print()
    messages.append({"role": "assistant", "content": whole})
