from itertools import zip_longest
from textwrap import wrap

from openai import OpenAI

W = 36
client = OpenAI()


def ask(t):
    return client.chat.completions.create(
        model="gpt-4.1-mini", temperature=t,
        messages=[{"role": "user", "content": "Describe the smell of a library."}],
    ).choices[0].message.content


left, right = ask(0), ask(1)
print(f"{'temperature 0':<{W}} | temperature 1")
print("-" * W + "-+-" + "-" * W)
for a, b in zip_longest(wrap(left, W), wrap(right, W), fillvalue=""):
    print(f"{a:<{W}} | {b}")
