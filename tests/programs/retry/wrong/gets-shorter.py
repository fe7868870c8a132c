import time
import openai

client = openai.OpenAI(max_retries=0)
delay = 2.0
for _ in range(7):
    try:
        r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hi"}])
        print(r.choices[0].message.content)
        break
    except (openai.RateLimitError, openai.InternalServerError) as e:
        time.sleep(max(delay, float(e.response.headers.get("retry-after", 0))))
        delay = delay / 2
else:
    print("I tried seven times, that is enough")
