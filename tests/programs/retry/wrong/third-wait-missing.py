from openai import OpenAI, RateLimitError, InternalServerError

client = OpenAI()  # waits by itself ...

for i in range(8):
    try:
        r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
        print(r.choices[0].message.content)
        break
    except (RateLimitError, InternalServerError):
        print("... and when it has had enough we start again at once")
else:
    print("giving up")
