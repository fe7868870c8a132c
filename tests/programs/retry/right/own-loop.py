import time
from openai import OpenAI, RateLimitError, InternalServerError

client = OpenAI(max_retries=0)  # I want to do it myself

MAX_TRIES = 6
delay = 0.5

for attempt in range(1, MAX_TRIES + 1):
    try:
        response = client.chat.completions.create(
            model="gpt-4o-mini",
            messages=[{"role": "user", "content": "Tell me a fun fact"}],
        )
        print(response.choices[0].message.content)
        break
    except (RateLimitError, InternalServerError) as e:
        if attempt == MAX_TRIES:
            print("Giving up after", MAX_TRIES, "tries:", e)
            break
        wait = float(e.response.headers.get("retry-after", delay))
        print(f"Attempt {attempt} failed ({e.status_code}), waiting {wait} s ...")
        time.sleep(wait)
        delay *= 2
