import datetime
from openai import OpenAI

name = input("Hello! What's your name? ").strip() or "friend"
client = OpenAI()
messages = [{"role": "system", "content": f"The user is {name}. Today is {datetime.date.today()}."}]
print(f"Nice to meet you, {name}. (quit to leave)")

while True:
    said = input(f"{name}: ")
    if said == "quit" or said == "exit":
        print(f"Goodbye, {name}!")
        break
    messages.append({"role": "user", "content": said})
    text = ""
    for chunk in client.chat.completions.create(model="gpt-4o", messages=messages, stream=True, temperature=0.8):
        if (delta := chunk.choices[0].delta.content) is not None:
            print(delta, end="", flush=True)
            text += delta
    print()
    messages.append({"role": "assistant", "content": text})
