import time
from openai import OpenAI, RateLimitError

client = OpenAI(max_retries=0)
delay = 0.5

for i in range(6):
    try:
        response = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
        print(response.choices[0].message.content)
        break
    except RateLimitError as e:
        time.sleep(float(e.response.headers.get("retry-after", delay)))
        delay *= 2
else:
    print("Still rate limited, giving up")
