from openai import OpenAI

client = OpenAI()
messages = []
while True:
    text = input("You: ")
    if text in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": text})
    print("Thinking", end="", flush=True)
    reply = ""
    for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True):
        reply += chunk.choices[0].delta.content or ""
        print(".", end="", flush=True)
    print("\n" + reply)
    messages.append({"role": "assistant", "content": reply})
