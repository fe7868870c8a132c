import functools, os
from openai import OpenAI
c = OpenAI()
@functools.lru_cache(maxsize=None)
def ask(q):
    return c.responses.create(model="gpt-5.4-mini", input=q).output_text
for n, q in enumerate(os.environ["QUESTIONS"].split("\n"), 1):
    try: print(n, ask(q))
    except Exception as e: print(n, "sorry:", e)
