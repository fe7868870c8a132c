import time
from openai import OpenAI, RateLimitError, InternalServerError, AuthenticationError

client = OpenAI(max_retries=0)

def ask(q):
    for i in range(5):
        try:
            return client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}]).choices[0].message.content
        except (RateLimitError, InternalServerError) as e:
            time.sleep(max(0.3 * 2 ** i, float(e.response.headers.get("retry-after", 0))))
        except AuthenticationError:
            print("bad key")
            break

print(ask("Are you there?"))
