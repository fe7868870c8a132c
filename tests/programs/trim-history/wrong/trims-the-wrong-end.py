from openai import OpenAI
c = OpenAI(); h = [{"role": "system", "content": "Garden."}]
while (l := input()) not in ("quit", "exit"):
    r = c.chat.completions.create(model="gpt-5.4-mini", messages=h[:5] + [{"role": "user", "content": l}]).choices[0].message.content
    print(r); h += [{"role": "user", "content": l}, {"role": "assistant", "content": r}]
