import os, hashlib
from openai import APIError, OpenAI
client = OpenAI()
cache = {}
for question in os.environ["QUESTIONS"].splitlines():
    key = question[:60]
    try:
        if key not in cache:
            cache[key] = client.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": question}]).choices[0].message.content
        print(cache[key])
    except APIError as error:
        print(error)
