import json, re
from openai import OpenAI
cl = OpenAI(max_retries=4)
T = [{"type": "function", "function": {"name": "order_status", "parameters": {"type": "object", "properties": {"order": {"type": "string"}}}}}]
hist = [{"role": "developer", "content": "Support bot of a shop"}]
def say():
    while True:
        text, calls = "", {}
        for ch in cl.chat.completions.create(model="gpt-5.4-mini", messages=hist, tools=T, stream=True):
            d = ch.choices[0].delta
            if d.content: print(d.content, end="", flush=True); text += d.content
            for tc in d.tool_calls or []:
                c = calls.setdefault(tc.index, {"id": tc.id, "type": "function", "function": {"name": tc.function.name, "arguments": ""}})
                c["function"]["arguments"] += tc.function.arguments or ""
        if not calls:
            print(); hist.append({"role": "assistant", "content": text}); return
        hist.append({"role": "assistant", "content": None, "tool_calls": list(calls.values())})
        for c in calls.values():
            o = json.loads(c["function"]["arguments"])["order"]
            hist.append({"role": "tool", "tool_call_id": c["id"], "content": {"48213": "packed on Monday", "7730": "on its way to you"}.get(o)})
while True:
    try: q = input("> ")
    except EOFError: break
    if q.lower() in {"quit", "exit"}: break
    mark = len(hist)
    hist.append({"role": "user", "content": re.sub(r"(\d{4}[\s-]?){4}", "[card] ", q)})
    try: say()
    except Exception as e:
        hist[mark:] = []
        print("Sorry, please ask again later:", e)
