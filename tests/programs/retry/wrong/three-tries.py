import time
import openai

client = openai.OpenAI(max_retries=0)
MAX_RETRIES = 3

for attempt in range(MAX_RETRIES):
    try:
        r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hi!"}])
        print(r.choices[0].message.content)
        break
    except (openai.RateLimitError, openai.InternalServerError) as e:
        wait = max(2 ** attempt * 0.5, float(e.response.headers.get("retry-after", 0)))
        print(f"attempt {attempt + 1} failed, waiting {wait}")
        time.sleep(wait)
else:
    print("giving up")
