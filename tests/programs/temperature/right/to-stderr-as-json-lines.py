import json
import sys
from openai import OpenAI

client = OpenAI()
for temperature in (0.0, 1.0):
    reply = client.chat.completions.create(
        model="gpt-4o-mini",
        temperature=temperature,
        messages=[{"role": "user", "content": "Tell me something about owls."}],
    )
    record = {"temperature": temperature, "model": reply.model, "tokens": reply.usage.total_tokens}
    print(json.dumps(record), file=sys.stderr)
    print(reply.choices[0].message.content, file=sys.stderr)
