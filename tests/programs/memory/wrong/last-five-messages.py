import os
from openai import OpenAI
client = OpenAI()
def session(lines, notes):
    hist = []
    for line in lines:
        hist.append({"role": "user", "content": line})
        reply = client.chat.completions.create(model="gpt-5.4-mini",
            messages=[{"role": "system", "content": f"Notes: {notes}"}, *hist[-5:]]).choices[0].message.content
        print(reply)
        hist.append({"role": "assistant", "content": reply})
    return reply
session(os.environ["SESSION_2"].splitlines(), session(os.environ["SESSION_1"].splitlines(), "none"))
