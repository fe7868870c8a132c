import os, re
from openai import OpenAI
t = os.environ["MESSAGE"]
t = re.sub(r"[^\s,;]+@[^\s,;]+\w", lambda m: "*" * 6, t)
t = re.sub(r"(?<!\d)\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?!\d)", "(a card)", t)
t = re.sub(r"(\+\d{1,3}[ -]?)?(\(\d+\)|\d{2,4})[ -]\d{3,4}[ -]\d{4}", "(a phone)", t)
print("sent:", t)
r = OpenAI().responses.create(model="gpt-5.4-mini", instructions="Help the customer.", input=t)
print(r.output_text)
