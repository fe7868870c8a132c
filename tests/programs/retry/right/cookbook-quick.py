# from the cookbook, with smaller numbers
import random, time, openai
from openai import OpenAI

client = OpenAI()

def retry_with_exponential_backoff(func, initial_delay=0.2, exponential_base=2, jitter=True, max_retries=4, errors=(openai.RateLimitError, openai.APIError)):
    def wrapper(*args, **kwargs):
        num_retries, delay = 0, initial_delay
        while True:
            try:
                return func(*args, **kwargs)
            except errors as e:
                num_retries += 1
                if num_retries > max_retries:
                    raise Exception(f"Maximum number of retries ({max_retries}) exceeded.") from e
                delay *= exponential_base * (1 + jitter * random.random())
                time.sleep(min(delay, 5))
    return wrapper

chat = retry_with_exponential_backoff(client.chat.completions.create)
print(chat(model="gpt-4o-mini", messages=[{"role": "user", "content": "Say something"}]).choices[0].message.content)
