from openai import OpenAI

client = OpenAI()

def ask(t):
    return client.chat.completions.create(model="gpt-4o", temperature=t,
        messages=[{"role": "user", "content": "Give me a startup idea"}]).choices[0].message.content

print("Precise (0.2):", ask(0.2))
print("Creative (0.9):", ask(0.9))
