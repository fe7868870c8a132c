from openai import OpenAI

client = OpenAI()
messages = []

while True:
    try:
        user = input("You: ")
    except EOFError:
        break
    if user in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": user})
    reply = ""
    for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True):
        text = chunk.choices[0].delta.content or ""
        print(text, end="")
        reply += text
    print()
    messages.append({"role": "assistant", "content": reply})
