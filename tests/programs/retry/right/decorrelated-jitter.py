"""Backoff as in the AWS article: sleep = min(cap, random_between(base, sleep * 3))."""
import random
import time

from openai import APIStatusError, OpenAI

client = OpenAI(max_retries=0)
base, cap = 0.3, 5.0
sleep = base

for _ in range(7):
    try:
        reply = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Give me a motto."}])
    except APIStatusError as err:
        if err.status_code not in (429, 500, 502, 503, 504):
            print(f"not worth retrying: {err}")
            break
        sleep = min(cap, random.uniform(base, sleep * 3))
        server_says = err.response.headers.get("retry-after")
        time.sleep(max(sleep, float(server_says)) if server_says else sleep)
    else:
        print(reply.choices[0].message.content)
        break
else:
    print("no luck after 7 tries")
