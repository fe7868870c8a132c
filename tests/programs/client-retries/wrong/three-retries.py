from openai import OpenAI
print(OpenAI(max_retries=3, timeout=12).chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Hi"}]).choices[0].message.content)
