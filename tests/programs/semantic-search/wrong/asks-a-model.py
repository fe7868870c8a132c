import os
from openai import OpenAI
r = OpenAI().responses.create(model="gpt-5.4-mini", input="Which of these lines answers the question? " + os.environ["QUESTION"] + "\n" + os.environ["PASSAGES"])
print(r.output_text)
for p in os.environ["PASSAGES"].splitlines():
    if "money back" in p or "dog" in p: print(p)
