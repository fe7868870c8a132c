from openai import OpenAI, NotFoundError

client = OpenAI()
wanted = ["gpt-7", "gpt-5-mini", "gpt-4o-mini"]

available = {m.id for m in client.models.list()}
print("models available:", len(available))

for name in wanted:
    try:
        reply = client.chat.completions.create(model=name, messages=[{"role": "user", "content": "hi, which model are you?"}])
    except NotFoundError as err:
        print("  no", name, "-", err)
        continue
    print(f"{name} ({reply.model}) says: {reply.choices[0].message.content}")
    break
else:
    print("none of my models exist :(")
