from openai import OpenAI

client = OpenAI()
messages = [{"role": "system", "content": "You are a helpful assistant."}]

while True:
    line = input("> ")
    if line in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": line})
    answer = ""
    for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=messages[:1] + messages[-1:], stream=True):
        piece = chunk.choices[0].delta.content or ""
        answer += piece
        print(piece, end="", flush=True)
    print()
    messages.append({"role": "assistant", "content": answer})
