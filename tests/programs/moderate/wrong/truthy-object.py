import os
from openai import OpenAI
c = OpenAI()
m = os.environ["MESSAGE"]
if c.moderations.create(input=m).results:
    print("blocked")
else:
    print(c.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": m}]).choices[0].message.content)
