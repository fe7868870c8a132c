import openai

client = openai.OpenAI(max_retries=0)
delay = 1
for attempt in range(1, 7):
    try:
        print(client.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "user", "content": "Hello"}]).choices[0].message.content)
        break
    except (openai.RateLimitError, openai.InternalServerError):
        print(f"Attempt {attempt} failed. Waiting {delay} seconds...")
        delay *= 2
else:
    print("Giving up.")
