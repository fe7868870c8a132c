import json, os
from openai import OpenAI

schema = {
    "type": "object",
    "properties": {
        "customer": {"type": "string"},
        "city": {"type": "string"},
        "nights": {"type": "integer"},
        "total": {"type": "integer", "description": "nights times 80"},
    },
    "required": ["customer", "city", "nights", "total"],
    "additionalProperties": False,
}
choice = OpenAI().chat.completions.create(
    model="gpt-5.4-mini",
    messages=[{"role": "user", "content": os.environ["MESSAGE"]}],
    response_format={"type": "json_schema", "json_schema": {"name": "booking", "strict": True, "schema": schema}},
).choices[0]
if choice.message.refusal:
    print(choice.message.refusal)
elif choice.finish_reason == "length":
    print("incomplete")
else:
    data = json.loads(choice.message.content)
    if data["nights"] < 1:
        print("rejected")
    else:
        for key in ("customer", "city", "nights"):
            print(f"{key}: {data[key]}")
        print("total:", data.get("total"))
