import sys

from openai import OpenAI

client = OpenAI()
messages = []
while True:
    try:
        line = input("> ")
    except EOFError:
        break
    if line in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": line})
    whole = ""
    for chunk in client.chat.completions.create(model="gpt-5.4-mini", messages=messages, stream=True):
        if chunk.choices and chunk.choices[0].delta.content:
            whole += chunk.choices[0].delta.content
            sys.stdout.write(chunk.choices[0].delta.content)
    print()
    messages.append({"role": "assistant", "content": whole})
