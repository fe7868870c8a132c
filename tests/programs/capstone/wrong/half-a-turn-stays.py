import json, re
from openai import OpenAI
cl = OpenAI(max_retries=4)
T = [{"type": "function", "function": {"name": "order_status", "parameters": {"type": "object", "properties": {"order": {"type": "string"}}}}}]
hist = [{"role": "system", "content": "Support bot of a shop"}]
while True:
    try: q = input("> ")
    except EOFError: break
    if q in ("quit", "exit"): break
    hist.append({"role": "user", "content": re.sub(r"(\d{4}[\s-]?){4}", "[card] ", q)})
    try:
        m = cl.chat.completions.create(model="gpt-5.4-mini", messages=hist, tools=T).choices[0].message
        hist.append(m)
        if m.tool_calls:
            o = json.loads(m.tool_calls[0].function.arguments)["order"]
            print("looking up", o)
        else: print(m.content)
    except Exception as e:
        print("Sorry", e)
