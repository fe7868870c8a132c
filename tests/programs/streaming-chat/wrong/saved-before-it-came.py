from openai import OpenAI

client = OpenAI()
messages = []
while True:
    text = input("You: ")
    if text in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": text})
    stream = client.chat.completions.create(model="gpt-4.1-mini", messages=messages, stream=True)
    answer = ""
    messages.append({"role": "assistant", "content": answer})
    for chunk in stream:
        delta = chunk.choices[0].delta.content
        if delta:
            answer += delta
            print(delta, end="", flush=True)
    print()
