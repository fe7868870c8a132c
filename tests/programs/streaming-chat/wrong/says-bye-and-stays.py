from openai import OpenAI

client = OpenAI()
messages = []

def read():
    try:
        return input("\nYou: ")
    except EOFError:
        return ""

while True:
    user = read()
    if user == "quit" or user == "exit":
        print("Bye, see you soon!")
    elif user != "":
        messages.append({"role": "user", "content": user})
        reply = ""
        for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True):
            piece = chunk.choices[0].delta.content or ""
            print(piece, end="", flush=True)
            reply += piece
        messages.append({"role": "assistant", "content": reply})
