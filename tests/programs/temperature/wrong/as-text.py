import os, sys
from openai import OpenAI

client = OpenAI()
for t in "0", "1":
    try:
        r = client.chat.completions.create(model="gpt-4o-mini", temperature=t, messages=[{"role": "user", "content": "Hi there"}])
        print(f"Temperature {t}: {r.choices[0].message.content}")
    except Exception as e:
        print(f"Temperature {t}: ERROR {e}")
