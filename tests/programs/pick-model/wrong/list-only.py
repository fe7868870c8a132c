import sys
from openai import OpenAI
client = OpenAI()
known = [m.id for m in client.models.list()]
for m in ["gpt-3.5-turbo", "gpt-5.4-mini", "gpt-6-luna"]:
    if m in known:
        c = client.chat.completions.create(model=m, messages=[{"role": "user", "content": "Hi"}])
        print(c.model, c.choices[0].message.content)
        sys.exit()
