from openai import OpenAI
client = OpenAI()
m = []
while True:
    t = input("> ")
    if t == "quit": break
    if t == "exit": break
    m.append({"role": "user", "content": t})
    r = ""
    for c in client.chat.completions.create(model="gpt-4o-mini", messages=m, stream=True):
        print(c.choices[0].delta.content, end="", flush=True)
        r += str(c.choices[0].delta.content or "")
    m.append({"role": "assistant", "content": r})
    print()
