import sys
from openai import OpenAI

client = OpenAI()
items = []
for line in sys.stdin:
    line = line.rstrip("\n")
    if line in ("quit", "exit"):
        sys.exit()
    items.append({"role": "user", "content": line})
    answer = ""
    for event in client.responses.create(model="gpt-4.1-mini", instructions="Be brief.", input=items, store=False, stream=True):
        if event.type == "response.output_text.delta":
            answer += event.delta
            sys.stdout.write(event.delta)
            sys.stdout.flush()
    sys.stdout.write("\n")
    items.append({"role": "assistant", "content": answer})
