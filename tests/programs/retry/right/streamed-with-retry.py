import sys, time
from openai import OpenAI, RateLimitError, InternalServerError, AuthenticationError

client = OpenAI(max_retries=1)
wait = 0.5
for attempt in range(5):
    try:
        stream = client.chat.completions.create(model="gpt-4o", stream=True, messages=[{"role": "user", "content": "Sing!"}])
        for chunk in stream:
            sys.stdout.write(chunk.choices[0].delta.content or "")
            sys.stdout.flush()
        print()
        break
    except AuthenticationError:
        print("wrong key")
        break
    except (RateLimitError, InternalServerError) as e:
        print(f"[attempt {attempt + 1}: {e.status_code}, next in {wait}s]")
        time.sleep(wait)
        wait *= 2
else:
    print("[gave up]")
