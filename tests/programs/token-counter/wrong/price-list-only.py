from openai import OpenAI
client = OpenAI()
for q in ["What do you cost?", "Is that a lot?"]:
    print(client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}]).choices[0].message.content)
print("gpt-4o-mini: input 0.15, output 0.60 per million tokens; context 128000, max output 16384")
