from openai import OpenAI
client = OpenAI()
history = []
for q in ["Who wrote Dracula?", "When was he born?"]:
    history.append({"role": "user", "content": q})
    r = client.chat.completions.create(model="gpt-5.4-mini", messages=history)
    print(r.choices[0].message.content)
    history.append({"role": "assistant", "content": r.choices[0].message.content})
history.append({"role": "system", "content": "You are a librarian."})
