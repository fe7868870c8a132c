"""How many different answers do you get if you ask five times?"""
from collections import Counter
from openai import OpenAI

client = OpenAI()
QUESTION = "Name an animal. One word."
TRIES = 3

for temperature in (0, 1):
    answers = Counter()
    for _ in range(TRIES):
        r = client.chat.completions.create(
            model="gpt-4o-mini", temperature=temperature,
            messages=[{"role": "user", "content": QUESTION}])
        answers[r.choices[0].message.content.strip()] += 1
    print(f"temperature {temperature}: {len(answers)} different answer(s) out of {TRIES}")
    for text, count in answers.most_common():
        print(f"   {count} x {text}")
