import time
import openai

client = openai.OpenAI(max_retries=0)

while True:
    try:
        r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
        print(r.choices[0].message.content)
        break
    except openai.RateLimitError:
        print("Rate limit reached, waiting 60 seconds...")
        time.sleep(60)
    except openai.InternalServerError:
        print("Server error, waiting 60 seconds...")
        time.sleep(60)
