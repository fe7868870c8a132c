import os
from openai import OpenAI
c = OpenAI()
def ask(q):
    cache = {}
    if q not in cache:
        cache[q] = c.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": q}]).choices[0].message.content
    return cache[q]
for q in os.environ["QUESTIONS"].splitlines():
    try: print(ask(q))
    except Exception as e: print(e)
