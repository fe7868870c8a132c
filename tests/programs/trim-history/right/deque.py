import sys
from collections import deque
from openai import OpenAI

client, turns = OpenAI(), deque(maxlen=2)
for line in sys.stdin:
    line = line.strip()
    if line in {"quit", "exit"}:
        break
    flat = [m for turn in turns for m in turn]
    r = client.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "developer", "content": "Garden expert."}, *flat, {"role": "user", "content": line}])
    text = r.choices[0].message.content
    print(text, flush=True)
    turns.append(({"role": "user", "content": line}, {"role": "assistant", "content": text}))
