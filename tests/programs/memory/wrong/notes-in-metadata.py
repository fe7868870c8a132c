import os
from openai import OpenAI

client = OpenAI()


def session(lines, metadata=None):
    messages = [{"role": "system", "content": "You are a shop assistant."}]
    extra = {"metadata": metadata, "store": True} if metadata else {}
    for line in lines:
        messages.append({"role": "user", "content": line})
        reply = client.chat.completions.create(model="gpt-5.4-mini", messages=messages, **extra).choices[0].message.content
        print(reply)
        messages.append({"role": "assistant", "content": reply})
    return messages


first = session(os.environ["SESSION_1"].splitlines())
name = first[1]["content"].split("name is ")[-1].strip(" .")
session(os.environ["SESSION_2"].splitlines(), {"customer": name})
