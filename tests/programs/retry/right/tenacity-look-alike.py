# we may not install tenacity here, so this is the part of it that I need
import random
import time

from openai import OpenAI, APIConnectionError, InternalServerError, RateLimitError


class RetryError(Exception):
    pass


def stop_after_attempt(n):
    return lambda attempt: attempt >= n


def wait_random_exponential(multiplier=0.5, max=8):
    return lambda attempt: random.uniform(0, min(max, multiplier * 2 ** attempt))


def retry_if_exception_type(*types):
    return lambda e: isinstance(e, types)


def retry(*, wait, stop, retry):
    def outer(fn):
        def inner(*a, **k):
            attempt = 0
            while True:
                attempt += 1
                try:
                    return fn(*a, **k)
                except Exception as e:
                    if not retry(e):
                        raise
                    if stop(attempt):
                        raise RetryError(f"gave up after {attempt} attempts") from e
                    time.sleep(wait(attempt))
        return inner
    return outer


client = OpenAI()


@retry(
    wait=wait_random_exponential(multiplier=0.5, max=4),
    stop=stop_after_attempt(4),
    retry=retry_if_exception_type(RateLimitError, InternalServerError, APIConnectionError),
)
def completion_with_backoff(**kwargs):
    return client.chat.completions.create(**kwargs)


print(completion_with_backoff(model="gpt-4o-mini", messages=[{"role": "user", "content": "Once upon a time,"}]).choices[0].message.content)
