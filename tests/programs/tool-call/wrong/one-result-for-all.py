import json
from openai import OpenAI

client = OpenAI()
prices = {"notebook": 349, "pencil": 89, "eraser": 125}
tools = [{"type": "function", "function": {"name": "total_price", "parameters": {"type": "object", "properties": {"item": {"type": "string"}, "quantity": {"type": "integer"}}, "required": ["item", "quantity"]}}}]
messages = [{"role": "user", "content": "What do 12 pencils cost?"}]

while True:
    message = client.chat.completions.create(model="gpt-5.4-mini", messages=messages, tools=tools).choices[0].message
    if not message.tool_calls:
        print(message.content)
        break
    messages.append(message)
    for call in message.tool_calls:
        args = json.loads(call.function.arguments)
        if args["item"] in prices:
            result = str(prices[args["item"]] * args["quantity"])
        else:
            result = "unknown item"
    messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
