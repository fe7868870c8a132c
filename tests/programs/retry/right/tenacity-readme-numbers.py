import time
from openai import APIStatusError, OpenAI

client = OpenAI(max_retries=0)


class wait_exponential:  # same formula as tenacity's
    def __init__(self, multiplier=1, min=0, max=60):
        self.multiplier, self.min, self.max = multiplier, min, max

    def __call__(self, attempt):
        return max(self.min, min(self.multiplier * 2 ** (attempt - 1), self.max))


wait = wait_exponential(multiplier=1, min=4, max=10)
STOP_AFTER = 6

for attempt in range(1, STOP_AFTER + 1):
    try:
        reply = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello, tenacity"}])
        print(reply.choices[0].message.content)
        break
    except APIStatusError as e:
        if e.status_code in (400, 401, 403, 404):
            raise SystemExit(f"no use: {e}")
        if attempt == STOP_AFTER:
            raise SystemExit(f"RetryError after {attempt} attempts: {e}")
        time.sleep(max(wait(attempt), float(e.response.headers.get("retry-after", 0))))  # 4, 4, 4, 8, 10
