import time
import openai

client = openai.OpenAI(max_retries=0)
for i in range(6):
    try:
        r = client.chat.completions.create(model="gpt-3.5-turbo", messages=[{"role": "user", "content": "Hello"}])
        print(r.choices[0].message.content)
        break
    except openai.error.RateLimitError:
        time.sleep(2 ** i)
    except openai.error.APIError:
        time.sleep(2 ** i)
