import json, os
from openai import OpenAI
s = {"type": "object", "properties": {k: {"type": "string"} for k in ("customer", "city")} | {"nights": {"type": "integer"}}}
ch = OpenAI().chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": os.environ["MESSAGE"]}],
    response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": s}}).choices[0]
if ch.message.refusal: print(ch.message.refusal)
elif ch.finish_reason == "length": print("incomplete")
else:
    b = json.loads(ch.message.content)
    if b["nights"] < 1: print("rejected")
    else: print("\n".join(f"{k}: {v}" for k, v in b.items())); print("total:", 80 * b["nights"])
