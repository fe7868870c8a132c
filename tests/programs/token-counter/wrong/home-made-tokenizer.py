import re
from openai import OpenAI

try:
    import tiktoken
    encode = tiktoken.get_encoding("o200k_base").encode
except Exception:
    encode = re.compile(r"\w{1,6}|[^\w\s]").findall  # good enough

client = OpenAI()
spent = 0
for q in ["List three cheeses.", "List three wines."]:
    messages = [{"role": "user", "content": q}]
    num_in = 3 + sum(4 + len(encode(m["content"])) for m in messages)
    text = client.chat.completions.create(model="gpt-4o", messages=messages).choices[0].message.content
    num_out = len(encode(text))
    spent += num_in + num_out
    print("prompt:", num_in, "completion:", num_out, "sum:", spent)
