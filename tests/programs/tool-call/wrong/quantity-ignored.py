import json
from openai import OpenAI
client = OpenAI()
P = {"notebook": 349, "pencil": 89, "eraser": 125}
tools = [{"type": "function", "function": {"name": "total_price", "parameters": {"type": "object", "properties": {"item": {"type": "string"}}}}}]
msgs = [{"role": "user", "content": "price?"}]
while (m := client.chat.completions.create(model="gpt-5.4-mini", messages=msgs, tools=tools).choices[0].message).tool_calls:
    msgs.append(m)
    for c in m.tool_calls:
        msgs.append({"role": "tool", "tool_call_id": c.id, "content": str(P.get(json.loads(c.function.arguments)["item"], "?"))})
print(m.content)
