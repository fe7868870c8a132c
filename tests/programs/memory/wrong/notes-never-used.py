import os
from openai import OpenAI
c = OpenAI()
def hold(lines, notes):
    ms = [{"role": "system", "content": "Be nice. Notes: {notes}"}]
    for l in lines.splitlines():
        ms.append({"role": "user", "content": l})
        m = c.chat.completions.create(model="gpt-5.4-mini", messages=ms).choices[0].message
        ms.append({"role": "assistant", "content": m.content}); print(m.content)
    ms.append({"role": "user", "content": "Summarize"})
    return c.chat.completions.create(model="gpt-5.4-mini", messages=ms).choices[0].message.content
hold(os.environ["SESSION_2"], hold(os.environ["SESSION_1"], ""))
