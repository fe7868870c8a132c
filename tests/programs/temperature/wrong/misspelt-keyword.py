from openai import OpenAI
client = OpenAI()
for temp in [0, 1]:
    r = client.chat.completions.create(model="gpt-4o-mini", temp=temp, messages=[{"role": "user", "content": "Hi"}])
    print(r.choices[0].message.content)
