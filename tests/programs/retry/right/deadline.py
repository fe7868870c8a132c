import time
from contextlib import suppress
from openai import OpenAI, RateLimitError, InternalServerError

PATIENCE = 12.0  # seconds

client = OpenAI(max_retries=0)
started = time.monotonic()
pause = 0.25
answer = None

while answer is None and time.monotonic() - started < PATIENCE:
    hint = None
    with suppress(RateLimitError, InternalServerError):
        try:
            answer = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Tick"}])
        except (RateLimitError, InternalServerError) as e:
            hint = e.response.headers.get("retry-after")
            raise
    if answer is None:
        time.sleep(max(pause, float(hint or 0)))
        pause = min(pause * 1.8, 4)

print(answer.choices[0].message.content if answer else f"No answer within {PATIENCE:.0f} seconds.")
