from openai import OpenAI

client = OpenAI()
total = 0
for q in ["Resume existence in one word", "And in two words"]:
    completion = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}])
    total += completion.usage.total_tokens
    print(completion.usage.total_tokens)
    print(completion.choices[0].message.content)
print("total", total)
