import time
from openai import OpenAI, OpenAIError

client = OpenAI()  # retries twice by itself, growing

for attempt in range(4):
    try:
        r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
        print(r.choices[0].message.content)
        break
    except OpenAIError as e:
        print("Error, trying again in 2 seconds:", e)
        time.sleep(2)
else:
    print("I give up")
