from openai import OpenAI

client = OpenAI()
messages = []

def chat_once(text):
    messages.append({"role": "user", "content": text})
    reply = ""
    for chunk in client.chat.completions.create(model="gpt-4.1-nano", messages=messages, stream=True):
        delta = chunk.choices[0].delta.content or ""
        print(delta, end="", flush=True)
        reply += delta
    print()
    messages.append({"role": "assistant", "content": reply})

while True:
    text = input("You: ")
    if text in ("quit", "exit"):
        if input("Do you really want to leave? (y/n) ").lower().startswith("y"):
            break
        continue
    chat_once(text)
