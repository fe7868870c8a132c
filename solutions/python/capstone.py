"""A support bot for a shop."""

import json
import re

from openai import APIError, OpenAI

MODEL = "gpt-5.4-mini"
MAX_ROUNDS = 5
ORDERS = {"48213": "packed on Monday", "7730": "on its way to you"}
ROLE = "You are the support of a small shop. Be brief and kind. Never promise what you do not know."
CARD = re.compile(r"(?:\d{4}[ -]?){3}\d{4}")

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "order_status",
            "description": "The state of an order.",
            "strict": True,
            "parameters": {
                "type": "object",
                "properties": {"order": {"type": "string", "description": "the order's number"}},
                "required": ["order"],
                "additionalProperties": False,
            },
        },
    }
]

# The SDK waits and tries again by itself, here up to four times. It is the only
# place where retries happen.
client = OpenAI(max_retries=4)


def run(call):
    """The result of a tool call, as a text. Arguments are input from a stranger."""
    try:
        order = json.loads(call.function.arguments)["order"]
    except (ValueError, KeyError, TypeError):
        return json.dumps({"error": "bad arguments"})
    return json.dumps({"order": order, "status": ORDERS.get(order, "unknown order")})


def turn(messages, line):
    """One turn: the line goes in, the reply comes out, with tools in between."""
    messages.append({"role": "user", "content": CARD.sub("[CARD]", line)})
    for _ in range(MAX_ROUNDS):
        completion = client.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS)
        message = completion.choices[0].message
        messages.append(message)
        if not message.tool_calls:
            return message.content
        for call in message.tool_calls:
            messages.append({"role": "tool", "tool_call_id": call.id, "content": run(call)})
    messages.append({"role": "assistant", "content": "I could not find that out."})
    return "I could not find that out."


messages = [{"role": "system", "content": ROLE}]
print("Support. Type quit or exit to leave.")
while True:
    try:
        line = input("You: ").strip()
    except EOFError:
        print()
        break
    if line.lower() in ("quit", "exit"):
        break
    if not line:
        continue
    saved = len(messages)
    try:
        print(f"Bot: {turn(messages, line)}")
    except APIError as error:
        del messages[saved:]  # half a turn must not stay in the history
        print(f"Bot: Sorry, that did not work ({error}). Please try again.")
