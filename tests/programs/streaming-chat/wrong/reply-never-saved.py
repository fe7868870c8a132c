from openai import OpenAI

client = OpenAI()
messages = []

while True:
    user = input("You: ")
    if user in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": user})
    for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True):
        print(chunk.choices[0].delta.content or "", end="", flush=True)
    print()
