import os
from openai import OpenAI
c = OpenAI()
log = ""
for s in ("SESSION_1", "SESSION_2"):
    for line in os.environ[s].splitlines():
        log += "\nCustomer: " + line
        a = c.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": log}]).choices[0].message.content
        log += "\nBot: " + a
        print(a)
