from openai import OpenAI
client = OpenAI()

print("temp | answer")
for t in (0.0, 1.0):
    r = client.chat.completions.create(model="gpt-4o-mini", temperature=t, messages=[{"role": "user", "content": "Describe snow"}])
    print(f"{t:4} | {r.choices[0].message.content[:12]}...")
