import time
import openai

client = openai.OpenAI(max_retries=0)
for n in range(6):
    try:
        reply = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
        print("Success after", n, "retries!")
        break
    except (openai.RateLimitError, openai.InternalServerError) as e:
        time.sleep(max(0.3 * 2 ** n, float(e.response.headers.get("retry-after", 0))))
else:
    print("Failed.")
