from openai import OpenAI

client = OpenAI()
messages = []
while True:
    user = input("You: ")
    if user in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": user})
    stream = client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True)
    text = ""
    for chunk in stream:
        piece = chunk.choices[0].delta.content or ""
        print(piece, end="", flush=True)
        text += piece
        if len(text) > 20:  # long enough
            break
    print()
    messages.append({"role": "assistant", "content": text})
