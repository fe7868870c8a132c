"""Let a model use a function of this program."""

import json

from openai import OpenAI

PRICES = {"notebook": 349, "pencil": 89, "eraser": 125}  # in cents
MAX_ROUNDS = 5

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "total_price",
            "description": "The price in cents of some pieces of an item that the shop sells.",
            "strict": True,
            "parameters": {
                "type": "object",
                "properties": {
                    "item": {"type": "string", "description": "for example: pencil"},
                    "quantity": {"type": "integer"},
                },
                "required": ["item", "quantity"],
                "additionalProperties": False,
            },
        },
    }
]

client = OpenAI()


def total_price(item, quantity):
    if item not in PRICES:
        return {"error": f"unknown item: {item}", "known_items": list(PRICES)}
    if not isinstance(quantity, int) or quantity < 1:
        return {"error": "quantity must be a whole number above 0"}
    return {"total_cents": PRICES[item] * quantity}


def run(call):
    """The result of a tool call, as a text. Arguments are input from a stranger."""
    if call.function.name != "total_price":
        return json.dumps({"error": f"unknown function: {call.function.name}"})
    try:
        given = json.loads(call.function.arguments)
        return json.dumps(total_price(given["item"], given["quantity"]))
    except (ValueError, KeyError, TypeError) as problem:
        return json.dumps({"error": f"bad arguments: {problem}"})


messages = [{"role": "user", "content": "What do the pencils for our class cost?"}]
for _ in range(MAX_ROUNDS):
    completion = client.chat.completions.create(
        model="gpt-5.4-mini", messages=messages, tools=TOOLS
    )
    message = completion.choices[0].message
    if not message.tool_calls:
        print(message.content)
        break
    messages.append(message)  # the calls, before their results
    for call in message.tool_calls:
        messages.append({"role": "tool", "tool_call_id": call.id, "content": run(call)})
else:
    print("The model asked for tools again and again; stopped.")
