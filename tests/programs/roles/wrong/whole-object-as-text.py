from openai import OpenAI
client = OpenAI()
messages = [{"role": "system", "content": "You are a librarian."}]
for q in ["Who wrote Dracula?", "When was he born?"]:
    messages.append({"role": "user", "content": q})
    r = client.chat.completions.create(model="gpt-5.4-mini", messages=messages)
    print(r.choices[0].message.content)
    messages.append({"role": "user", "content": "You said: " + r.choices[0].message.content})
