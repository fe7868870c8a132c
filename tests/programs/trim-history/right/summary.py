from openai import OpenAI
client = OpenAI()
notes, last = "", []

def call(messages, **kw):
    return client.chat.completions.create(model="gpt-5.4-mini", messages=messages, **kw).choices[0].message.content

while (line := input("you> ").strip()) not in ("quit", "exit"):
    system = {"role": "system", "content": "You help with gardens." + (f" Earlier in this chat: {notes}" if notes else "")}
    text = call([system, *last, {"role": "user", "content": line}])
    print("bot>", text)
    if last:
        notes = call([{"role": "system", "content": "Summarise in one short sentence."},
                      {"role": "user", "content": (notes + " / " + last[0]["content"])[-300:]}], max_completion_tokens=40)
    last = [{"role": "user", "content": line}, {"role": "assistant", "content": text}]
