import time
import openai

client = openai.OpenAI(max_retries=0)


def robust(prompt):
    delay = 0.3
    for _ in range(6):
        try:
            return client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": prompt}]).choices[0].message.content
        except (openai.RateLimitError, openai.InternalServerError) as e:
            time.sleep(max(delay, float(e.response.headers.get("retry-after", "0"))))
            delay = delay * 2
    raise TimeoutError("gave up on: " + prompt)


for q in ("What is a mutex?", "What is a semaphore?"):
    print(q, "->", robust(q))
