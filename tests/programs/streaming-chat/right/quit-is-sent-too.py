from openai import OpenAI

client = OpenAI()
conv = []
going = True
while going:
    line = input("> ")
    going = line.strip() not in ("quit", "exit")   # say goodbye politely
    conv.append({"role": "user", "content": line})
    said = ""
    for ch in client.chat.completions.create(model="gpt-4o-mini", messages=conv, stream=True):
        part = ch.choices[0].delta.content or ""
        print(part, end="", flush=True)
        said += part
    print()
    conv.append({"role": "assistant", "content": said})
