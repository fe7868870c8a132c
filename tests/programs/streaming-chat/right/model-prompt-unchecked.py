from openai import OpenAI

client = OpenAI()
model = input("Which model? [gpt-4o-mini] ") or "gpt-4o-mini"
messages = []
while True:
    text = input("You: ")
    if text in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": text})
    reply = ""
    for chunk in client.chat.completions.create(model=model, messages=messages, stream=True):
        piece = chunk.choices[0].delta.content or ""
        reply += piece
        print(piece, end="", flush=True)
    print()
    messages.append({"role": "assistant", "content": reply})
