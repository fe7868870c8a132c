import random, time
import openai

client = openai.OpenAI(max_retries=0)

def ask(q):
    n = 0
    while True:
        try:
            return client.chat.completions.create(model="gpt-4.1-nano", messages=[{"role": "user", "content": q}]).choices[0].message.content
        except openai.APIStatusError as e:
            retryable = e.status_code == 429 or e.status_code >= 500
            n += 1
            if not retryable or n > 5:
                raise SystemExit("error %d after %d tries: %s" % (e.status_code, n, e.message))
            ceiling = min(0.6 * 2 ** n, 3)
            wait = ceiling / 2 + random.random() * ceiling / 2
            wait = max(wait, float(e.response.headers.get("retry-after") or 0))
            print("zzz %.1f" % wait)
            time.sleep(wait)

print(ask("what's up?"))
