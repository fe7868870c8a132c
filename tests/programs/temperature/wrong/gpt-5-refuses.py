from openai import OpenAI

client = OpenAI()
for temp in (0, 1):
    try:
        r = client.chat.completions.create(
            model="gpt-5-mini",
            messages=[{"role": "user", "content": "Say a random word"}],
            temperature=temp,
        )
        print("Temp", temp, "->", r.choices[0].message.content)
    except Exception:
        print("Temp", temp, "-> something went wrong")
