import time
from openai import OpenAI, RateLimitError, InternalServerError

client = OpenAI(max_retries=0)

for attempt in range(6):
    try:
        r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
        print(r.choices[0].message.content)
        break
    except (RateLimitError, InternalServerError) as e:
        print("Rate limited or server error, sleeping...")
        time.sleep(max(1, float(e.response.headers.get("retry-after", 0))))
else:
    print("Max retries exceeded")
