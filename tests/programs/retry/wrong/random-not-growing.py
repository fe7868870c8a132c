import random, time, openai

client = openai.OpenAI(max_retries=0)
for attempt in range(7):
    try:
        r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
        print(r.choices[0].message.content)
        break
    except (openai.RateLimitError, openai.InternalServerError) as e:
        time.sleep(max(random.uniform(0.8, 1.2), float(e.response.headers.get("retry-after", 0))))
else:
    print("giving up")
