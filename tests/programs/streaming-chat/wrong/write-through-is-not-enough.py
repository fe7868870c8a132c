import sys
from openai import OpenAI

sys.stdout.reconfigure(write_through=True)  # so that I don't need flush=True everywhere

client = OpenAI()
history = []
for line in iter(lambda: input("» "), "quit"):
    if line == "exit":
        break
    history.append({"role": "user", "content": line})
    text = ""
    for chunk in client.chat.completions.create(model="gpt-4.1-mini", messages=history, stream=True):
        piece = chunk.choices[0].delta.content or ""
        sys.stdout.write(piece)
        text += piece
    sys.stdout.write("\n")
    history.append({"role": "assistant", "content": text})
