import random
import time

import openai
from openai import OpenAI

client = OpenAI(max_retries=0)


def retry_with_exponential_backoff(func, initial_delay=0.2, base=2, max_retries=6, errors=(openai.RateLimitError, openai.InternalServerError)):
    def wrapper(*args, **kwargs):
        delay = initial_delay
        for attempt in range(max_retries + 1):
            try:
                return func(*args, **kwargs)
            except errors as e:
                if attempt == max_retries:
                    raise RuntimeError(f"gave up after {max_retries} retries") from e
                time.sleep(delay * (1 + 0.2 * random.random()))
                delay *= base
    return wrapper


@retry_with_exponential_backoff
def ask(prompt):
    return client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": prompt}])


print(ask("Hello").choices[0].message.content)
