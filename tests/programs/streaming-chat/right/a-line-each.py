from openai import OpenAI
c = OpenAI(); h = []
while True:
    try: q = input("You: ")
    except EOFError: break
    if q in ("quit","exit"): break
    h.append({"role":"user","content":q}); r=""
    for ch in c.chat.completions.create(model="gpt-5.4-mini", stream=True, messages=h):
        if ch.choices and ch.choices[0].delta.content: print(ch.choices[0].delta.content); r += ch.choices[0].delta.content
    h.append({"role":"assistant","content":r})
