from time import sleep
from openai import OpenAI, RateLimitError, InternalServerError

client = OpenAI(max_retries=0)

def ask(prompt, tries_left=5, wait=0.5):
    try:
        return client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": prompt}]).choices[0].message.content
    except (RateLimitError, InternalServerError) as e:
        if tries_left == 0:
            return "(no answer, please try again later)"
        sleep(max(wait, float(e.response.headers.get("retry-after", 0))))
        return ask(prompt, tries_left - 1, wait * 2)

print(ask("What is recursion?"))
