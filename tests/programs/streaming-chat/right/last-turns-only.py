from collections import deque
from openai import OpenAI

client = OpenAI()
system = {"role": "developer", "content": "You only remember the last few messages."}
window = deque(maxlen=4)

while True:
    text = input(">>> ")
    if text in ("quit", "exit"):
        raise SystemExit("bye")
    window.append({"role": "user", "content": text})
    out = []
    for chunk in client.chat.completions.create(model="gpt-4.1-nano", messages=[system, *window], stream=True):
        out.append(chunk.choices[0].delta.content or "")
        print(out[-1], end="", flush=True)
    print()
    window.append({"role": "assistant", "content": "".join(out)})
