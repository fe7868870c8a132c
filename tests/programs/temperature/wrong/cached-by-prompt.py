from functools import cache
from openai import OpenAI

client = OpenAI()
temperature = 0


@cache  # saves money!
def ask(prompt):
    r = client.chat.completions.create(model="gpt-4o-mini", temperature=temperature,
                                       messages=[{"role": "user", "content": prompt}])
    return r.choices[0].message.content


for temperature in (0, 1):
    print(temperature, ask("What should I cook tonight?"))
