"""Take a booking out of a message and compute its price."""

import json
import os

from openai import OpenAI

NIGHT = 80

SCHEMA = {
    "type": "object",
    "properties": {
        "customer": {"type": "string"},
        "city": {"type": "string"},
        "nights": {"type": "integer"},
    },
    "required": ["customer", "city", "nights"],
    "additionalProperties": False,
}

client = OpenAI()
completion = client.chat.completions.create(
    model="gpt-5.4-mini",
    messages=[
        {"role": "system", "content": "Take the booking out of the user's message."},
        {"role": "user", "content": os.environ["MESSAGE"]},
    ],
    response_format={
        "type": "json_schema",
        "json_schema": {"name": "booking", "strict": True, "schema": SCHEMA},
    },
)
choice = completion.choices[0]

# First what a schema cannot prevent, then the fields.
if choice.message.refusal:
    print(choice.message.refusal)
elif choice.finish_reason == "length":
    print("incomplete: the reply was cut off")
else:
    booking = json.loads(choice.message.content)
    if booking["nights"] < 1:
        print(f"rejected: {booking['nights']} nights make no sense")
    else:
        for field in ("customer", "city", "nights"):
            print(f"{field}: {booking[field]}")
        print(f"total: {booking['nights'] * NIGHT}")
