from openai import OpenAI
client = OpenAI()

def ask(t):
    r = client.chat.completions.create(model="gpt-4o-mini", temperature=t, messages=[{"role": "user", "content": "Describe rain"}])
    return r.choices[0].message.content

a, b = ask(0), ask(1)
print("temperature 0 gave", len(a), "characters")
print("temperature 1 gave", len(b), "characters")
print("equal:", a == b)
