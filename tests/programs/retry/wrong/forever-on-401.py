import time
from openai import OpenAI, RateLimitError, InternalServerError

client = OpenAI(max_retries=0)
failures = 0
while True:
    try:
        r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
        print(r.choices[0].message.content)
        break
    except (RateLimitError, InternalServerError) as e:
        failures += 1
        if failures > 5:
            print("The service is down, giving up.")
            break
        time.sleep(max(0.3 * 2 ** failures, float(e.response.headers.get("retry-after", 0))))
    except Exception as e:
        print("Unexpected problem, trying again:", e)
        time.sleep(0.5)
