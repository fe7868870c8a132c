from openai import OpenAI

client = OpenAI()
messages = []

while True:
    user = input("You: ")
    if user in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": user})
    try:
        pieces = []
        for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True):
            text = chunk.choices[0].delta.content or ""
            print(text, end="", flush=True)
            pieces.append(text)
        print()
        messages.append({"role": "assistant", "content": pieces})
    except Exception as e:
        print("Error, please ask again.")
