import time
from openai import OpenAI
for i in range(6):
    try:
        print(OpenAI(max_retries=0, timeout=12).chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Hi"}]).choices[0].message.content)
        break
    except Exception as e:
        time.sleep(0.4 * 2 ** i if i < 5 else 0)
