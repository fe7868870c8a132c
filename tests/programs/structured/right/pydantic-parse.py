import os
from openai import OpenAI, LengthFinishReasonError
from pydantic import BaseModel
class Booking(BaseModel):
    customer: str
    city: str
    nights: int
try:
    c = OpenAI().chat.completions.parse(model="gpt-5.4-mini", messages=[{"role": "user", "content": os.environ["MESSAGE"]}], response_format=Booking)
except LengthFinishReasonError:
    print("Incomplete. Try again with a higher limit.")
else:
    m = c.choices[0].message
    if m.refusal: print("Refused:", m.refusal)
    elif m.parsed.nights < 1: print("Rejected (nights < 1)")
    else:
        b = m.parsed
        print(f"Customer: {b.customer}\nCity:     {b.city}\nNights:   {b.nights}\nTotal:    {b.nights*80:,.2f}")
