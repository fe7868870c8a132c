from openai import OpenAI
r = OpenAI().chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "user", "content": "Describe rain."}], n=3, max_completion_tokens=25, top_p=0.9)
for c in r.choices:
    print(c.index, c.finish_reason, repr(c.message.content)[:0], c.message.content, sep=" | ")
