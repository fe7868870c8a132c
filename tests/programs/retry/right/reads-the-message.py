import re
import time
import openai

client = openai.OpenAI(max_retries=0)


def suggested_wait(message):
    """'Please try again in 6m0s', '... in 20s', '... in 864ms'"""
    m = re.search(r"try again in (?:(\d+)m(?!s))?(?:([\d.]+)(ms|s))?", message)
    if not m:
        return 0.0
    seconds = float(m[2] or 0) / (1000 if m[3] == "ms" else 1)
    return seconds + 60 * int(m[1] or 0)


backoff = 0.5
for i in range(6):
    try:
        r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "How long should I wait?"}])
        print(r.choices[0].message.content)
        break
    except (openai.RateLimitError, openai.InternalServerError) as e:
        pause = max(backoff, suggested_wait(e.message), float(e.response.headers.get("retry-after", 0)))
        print(f"{e.status_code}; waiting {pause:.2f}s")
        time.sleep(pause)
        backoff *= 2
else:
    print("Still failing. Bye.")
