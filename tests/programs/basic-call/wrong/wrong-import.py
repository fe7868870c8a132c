import os
from openai import OpenAl

client = OpenAl(api_key=os.environ["OPENAI_API_KEY"])
print(client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "hi"}]).choices[0].message.content)
