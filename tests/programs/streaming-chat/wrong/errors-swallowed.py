from openai import OpenAI

client = OpenAI()
messages = []

while True:
    try:
        user = input("You: ")
    except EOFError:
        break
    if user in ("quit", "exit"):
        print("Bye!")
        break
    messages.append({"role": "user", "message": user})
    try:
        reply = ""
        for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True):
            text = chunk.choices[0].delta.content or ""
            print(text, end="", flush=True)
            reply += text
        print()
        messages.append({"role": "assistant", "content": reply})
    except Exception:
        print("Sorry, something went wrong. Please try again.")
