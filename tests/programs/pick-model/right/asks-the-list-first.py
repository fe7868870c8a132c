import sys
from openai import OpenAI, NotFoundError, APIError

client = OpenAI()
wish = ["gpt-3.5-turbo", "gpt-5.4-mini", "gpt-6-luna"]
try:
    known = {m.id for m in client.models.list()}
except APIError as e:
    known = set(wish)
    print("no list:", e, file=sys.stderr)

for name in [w for w in wish if w in known] or wish:
    try:
        c = client.chat.completions.create(model=name, messages=[{"role": "user", "content": "Hi?"}])
        print(f"{c.model}: {c.choices[0].message.content}")
        sys.exit(0)
    except NotFoundError as e:
        print("404", e.code, file=sys.stderr)
    except APIError as e:
        sys.exit(f"{type(e).__name__}: {e}")
sys.exit("nothing left")
