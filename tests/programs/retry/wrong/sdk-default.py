from openai import OpenAI, APIError

client = OpenAI()  # retries by itself

try:
    completion = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": "What is a rate limit?"}],
    )
    print(completion.choices[0].message.content)
except APIError as e:
    print("Failed:", e)
