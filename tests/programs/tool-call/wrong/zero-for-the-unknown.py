import json
from openai import OpenAI
client = OpenAI()
P = dict(notebook=3.49, pencil=0.89, eraser=1.25)
tool = {"type": "function", "name": "total_price", "description": "price", "strict": False,
        "parameters": {"type": "object", "properties": {"item": {"type": "string"}, "quantity": {"type": "integer"}}}}
items = [{"role": "user", "content": "How much?"}]
for _ in range(6):
    r = client.responses.create(model="gpt-5.4-mini", input=items, tools=[tool])
    calls = [o for o in r.output if o.type == "function_call"]
    if not calls:
        print(r.output_text); break
    items += r.output
    for c in calls:
        a = json.loads(c.arguments)
        try: out = "%.2f dollars" % (P[a["item"]] * a["quantity"])
        except KeyError: out = "0"
        items.append({"type": "function_call_output", "call_id": c.call_id, "output": out})
