import json
from openai import OpenAI
client = OpenAI()
PRICES = {"notebook": 349, "pencil": 89, "eraser": 125}
TOOL = {"type": "function", "function": {"name": "total_price", "parameters": {
    "type": "object", "properties": {"item": {"type": "string"}, "quantity": {"type": "integer"}}}}}
messages = [{"role": "user", "content": "What do 12 pencils cost?"}]
def res(item, quantity):
    known = item in PRICES
    total = PRICES.get(item, 0) * quantity
    return {"total_cents": total if known else None}
while True:
    message = client.chat.completions.create(model="gpt-5.4-mini", messages=messages, tools=[TOOL]).choices[0].message
    messages.append(message)
    if not message.tool_calls:
        break
    for call in message.tool_calls:
        given = json.loads(call.function.arguments)
        r = res(given["item"], given["quantity"])
        messages.append({"role": "tool", "tool_call_id": call.id, "content": r if isinstance(r, (str, list)) else json.dumps(r)})
print(message.content)
