from openai import OpenAI, NotFoundError
client = OpenAI()
for m in ["gpt-6-luna", "gpt-5.4-mini", "gpt-3.5-turbo"]:
    try:
        c = client.chat.completions.create(model=m, messages=[{"role": "user", "content": "Hi"}])
    except NotFoundError:
        continue
    print(c.model, c.choices[0].message.content); break
