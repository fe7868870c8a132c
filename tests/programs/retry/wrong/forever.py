import time
from openai import OpenAI, RateLimitError, InternalServerError

client = OpenAI(max_retries=0)
delay = 0.5
while True:
    try:
        r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
        print(r.choices[0].message.content)
        break
    except (RateLimitError, InternalServerError) as e:
        print("still failing:", e.status_code)
        time.sleep(max(delay, float(e.response.headers.get("retry-after", 0))))
        delay = min(delay * 2, 4)
