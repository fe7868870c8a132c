from openai import OpenAI, APIError

client = OpenAI()
for t in (0, 1):
    try:
        r = client.chat.completions.create(
            model="gpt-4o-mini",
            messages=[{"role": "user", "content": "Name a tree", "temperature": t}],
        )
        print(t, r.choices[0].message.content)
    except APIError as e:
        print(t, "failed:", e)
