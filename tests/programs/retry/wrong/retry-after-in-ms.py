import time
import openai

client = openai.OpenAI(max_retries=0)
for n in range(6):
    try:
        print(client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hi"}]).choices[0].message.content)
        break
    except (openai.RateLimitError, openai.InternalServerError) as e:
        ms = e.response.headers.get("retry-after")
        time.sleep(int(ms) / 1000 if ms else 0.4 * 2 ** n)
else:
    print("No answer, giving up.")
