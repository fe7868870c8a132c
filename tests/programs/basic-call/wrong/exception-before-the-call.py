import os
from openai import OpenAI

client = OpenAI(api_key=os.environ["OPEN_AI_KEY"])
r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
print(r.choices[0].message.content)
