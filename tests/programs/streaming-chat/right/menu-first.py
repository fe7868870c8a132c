from openai import OpenAI

PERSONAS = {
    "1": ("Pirate", "You talk like a pirate."),
    "2": ("Poet", "You answer in rhymes."),
    "3": ("Plain", "You are a helpful assistant."),
}

print("=== Choose who you want to talk to ===")
for key, (name, _) in PERSONAS.items():
    print(f"  {key}) {name}")
choice = input("Your choice [3]: ").strip()
name, prompt = PERSONAS.get(choice, PERSONAS["3"])
print(f"You are talking to: {name}\n")

client = OpenAI()
messages = [{"role": "system", "content": prompt}]
while True:
    text = input("you: ")
    if text.strip().lower() in ("quit", "exit"):
        print("bye")
        break
    messages.append({"role": "user", "content": text})
    print(name.lower() + ": ", end="", flush=True)
    answer = ""
    for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True):
        piece = chunk.choices[0].delta.content or ""
        print(piece, end="", flush=True)
        answer += piece
    print()
    messages.append({"role": "assistant", "content": answer})
