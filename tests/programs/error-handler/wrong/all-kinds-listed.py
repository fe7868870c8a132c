from openai import OpenAI, OpenAIError
try:
    print(OpenAI(max_retries=0).chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Hi"}]).choices[0].message.content)
except OpenAIError as e:
    for k in "key request quota limit server network".split(): print("error:", k)
    print(getattr(e, "request_id", ""))
