from openai import OpenAI

client = OpenAI()
messages = []

print("Chat started! Press Ctrl-C to stop.")
while True:
    try:
        user = input("You: ")
    except EOFError:
        continue
    if not user:
        continue
    messages.append({"role": "user", "content": user})
    reply = ""
    for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True):
        text = chunk.choices[0].delta.content or ""
        print(text, end="", flush=True)
        reply += text
    print()
    messages.append({"role": "assistant", "content": reply})
