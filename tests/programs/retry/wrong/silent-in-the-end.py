import time
from openai import OpenAI

client = OpenAI(max_retries=0)


def ask(q):
    for i in range(6):
        try:
            return client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}]).choices[0].message.content
        except Exception as e:
            after = getattr(getattr(e, "response", None), "headers", {}).get("retry-after")
            time.sleep(max(0.3 * 2 ** i, float(after or 0)))
    return None


answer = ask("Are you there?")
if answer:
    print(answer)
