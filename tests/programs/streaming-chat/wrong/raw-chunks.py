from openai import OpenAI

client = OpenAI()
messages = []
while True:
    user = input("You: ")
    if user in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": user})
    reply = ""
    for chunk in client.chat.completions.create(model="gpt-4o", messages=messages, stream=True):
        print(chunk)
        reply += chunk.choices[0].delta.content or ""
    messages.append({"role": "assistant", "content": reply})
