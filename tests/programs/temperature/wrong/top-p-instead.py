from openai import OpenAI
client = OpenAI()
for p in (0, 1):
    r = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": "Say a random word"}],
        top_p=p,
    )
    print(f"temperature {p}: {r.choices[0].message.content}")
