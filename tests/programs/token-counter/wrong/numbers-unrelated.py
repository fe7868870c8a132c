import random
from openai import OpenAI

client = OpenAI()
total = 0
for q in ["Hello", "World"]:
    client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}])
    a, b = random.randint(5, 15), random.randint(20, 60)
    total += a + b
    print(f"in={a} out={b} total={total}")
