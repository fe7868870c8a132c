import time
import openai

client = openai.OpenAI(max_retries=0)
n = 0
while True:
    try:
        print(client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}]).choices[0].message.content)
        break
    except openai.APIStatusError as e:
        wait = max(min(0.4 * 2 ** n, 3), float(e.response.headers.get("retry-after", 0)))
        print("Error:", e.status_code, "waiting", wait)
        time.sleep(wait)
        n += 1
