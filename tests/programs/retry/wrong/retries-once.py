import time
from openai import OpenAI, RateLimitError, APIError

client = OpenAI(max_retries=0)

def ask():
    return client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hi!"}]).choices[0].message.content

try:
    print(ask())
except (RateLimitError, APIError):
    print("failed, trying again in 2 seconds")
    time.sleep(2)
    try:
        print(ask())
    except (RateLimitError, APIError) as e:
        print("failed again, sorry:", e)
