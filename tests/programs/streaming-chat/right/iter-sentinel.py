import io, sys
from openai import OpenAI

# unbuffered stdout, from Stack Overflow
sys.stdout = io.TextIOWrapper(open(sys.stdout.fileno(), "wb", 0), write_through=True)
client, msgs = OpenAI(), []

for q in iter(lambda: input("> "), "quit"):
    msgs.append({"role": "user", "content": q})
    pieces = [c.choices[0].delta.content for c in client.chat.completions.create(model="gpt-4o-mini", messages=msgs, stream=True)
              if c.choices[0].delta.content and (print(c.choices[0].delta.content, end="") or True)]
    print()
    msgs.append({"role": "assistant", "content": "".join(pieces)})
