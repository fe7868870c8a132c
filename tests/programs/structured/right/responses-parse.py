import os

from openai import OpenAI
from pydantic import BaseModel, ValidationError


class Booking(BaseModel):
    customer: str
    city: str
    nights: int

    @property
    def total(self) -> int:
        return 80 * self.nights


client = OpenAI()
try:
    response = client.responses.parse(
        model="gpt-5.4-mini",
        instructions="Read the booking out of the message.",
        input=os.environ["MESSAGE"],
        text_format=Booking,
    )
except ValidationError:
    print("incomplete: what came is no whole booking")
    raise SystemExit(0)

for item in response.output:
    if item.type != "message":
        continue
    for part in item.content:
        if part.type == "refusal":
            print("Refused:", part.refusal)
            raise SystemExit(0)

booking = response.output_parsed
if response.status == "incomplete" or booking is None:
    print("incomplete")
elif booking.nights < 1:
    print(f"rejected, since {booking.nights} nights are not possible")
else:
    for name, value in booking:
        print(f"{name}: {value}")
    print("total:", booking.total)
