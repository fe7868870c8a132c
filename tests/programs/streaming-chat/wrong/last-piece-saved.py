from openai import OpenAI

client = OpenAI()
log = []
while True:
    text = input("You: ")
    if text in ("quit", "exit"):
        break
    log.append({"role": "user", "content": text})
    reply = ""
    for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=log, stream=True):
        if chunk.choices[0].delta.content:
            reply = chunk.choices[0].delta.content
            print(reply, end="", flush=True)
    print()
    log.append({"role": "assistant", "content": reply})
