import functools
import random
import time

import openai
from openai import OpenAI

RETRYABLE = (openai.RateLimitError, openai.InternalServerError, openai.APIConnectionError, openai.APITimeoutError)


def with_backoff(tries=6, base=0.4, factor=2.0, cap=8.0):
    def decorate(func):
        @functools.wraps(func)
        def wrapper(*args, **kwargs):
            for n in range(tries):
                try:
                    return func(*args, **kwargs)
                except RETRYABLE as exc:
                    if n == tries - 1:
                        raise
                    pause = min(cap, base * factor**n) * random.uniform(0.8, 1.2)
                    after = getattr(getattr(exc, "response", None), "headers", {}).get("Retry-After")
                    if after:
                        pause = max(pause, float(after))
                    time.sleep(pause)
        return wrapper
    return decorate


client = OpenAI(max_retries=0)


@with_backoff()
def ask(question: str) -> str:
    r = client.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "user", "content": question}])
    return r.choices[0].message.content


if __name__ == "__main__":
    print(ask("What does 429 mean?"))
