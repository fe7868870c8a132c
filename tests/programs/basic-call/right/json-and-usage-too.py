import json
from openai import OpenAI

client = OpenAI()
r = client.chat.completions.create(
    model='gpt-4',
    messages=[{'role': 'user', 'content': 'Give me a random fact'}])

# debugging
print(type(r))
print(json.dumps(r.model_dump(), indent=4))
print(r.usage)

print('>>>', r.choices[0].message.content)
