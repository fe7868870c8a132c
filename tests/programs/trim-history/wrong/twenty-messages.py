from openai import OpenAI
c = OpenAI(); h = []
s = {"role": "system", "content": "Garden."}
while (l := input()) not in ("quit", "exit"):
    h.append({"role": "user", "content": l})
    r = c.chat.completions.create(model="gpt-5.4-mini", messages=[s] + h[-20:]).choices[0].message.content
    print(r); h.append({"role": "assistant", "content": r})
