import time
from openai import OpenAI
c = OpenAI()
for i in range(5):
    raw = c.chat.completions.with_raw_response.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": f"{i}?"}])
    print(raw.parse().choices[0].message.content)
    time.sleep(min(60 / int(raw.headers["x-ratelimit-limit-requests"]), 1.5))
