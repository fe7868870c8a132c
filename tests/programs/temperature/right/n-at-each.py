from openai import OpenAI

client = OpenAI()
for t in (0.0, 1.0):
    res = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": "Write a tweet about rain"}],
        temperature=t,
        n=2,
        seed=1234,
    )
    for c in res.choices:
        print(f"[{t}/{c.index}] {c.message.content!s}")
