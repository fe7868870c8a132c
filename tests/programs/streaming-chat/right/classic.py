from openai import OpenAI

client = OpenAI()
messages = []

while True:
    user = input("You: ")
    if user in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": user})

    stream = client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True)
    reply = ""
    print("Bot: ", end="", flush=True)
    for chunk in stream:
        text = chunk.choices[0].delta.content or ""
        print(text, end="", flush=True)
        reply += text
    print()
    messages.append({"role": "assistant", "content": reply})
