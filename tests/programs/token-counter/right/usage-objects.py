from openai import OpenAI

client = OpenAI()
sum_tokens = 0

completion = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello!"}])
print(completion.usage)
sum_tokens = sum_tokens + completion.usage.total_tokens

completion = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Resume existence in one word"}])
print(completion.usage)
sum_tokens = sum_tokens + completion.usage.total_tokens

print(sum_tokens)
