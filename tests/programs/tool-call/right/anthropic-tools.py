from anthropic import Anthropic
c = Anthropic()
PR = {"notebook": 349, "pencil": 89, "eraser": 125}
t = [{"name": "total_price", "description": "d", "input_schema": {"type": "object", "properties": {"item": {"type": "string"}, "quantity": {"type": "integer"}}, "required": ["item", "quantity"]}}]
ms = [{"role": "user", "content": "What do they cost?"}]
while True:
    m = c.messages.create(model="claude-haiku-5-5", max_tokens=500, tools=t, messages=ms)
    if m.stop_reason != "tool_use": break
    ms.append({"role": "assistant", "content": m.content})
    ms.append({"role": "user", "content": [{"type": "tool_result", "tool_use_id": b.id,
        "content": str(PR[b.input["item"]] * b.input["quantity"]) if b.input["item"] in PR else "unknown item", "is_error": b.input["item"] not in PR}
        for b in m.content if b.type == "tool_use"]})
print(m.content[0].text)
