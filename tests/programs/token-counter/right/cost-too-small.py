from openai import OpenAI

client = OpenAI()
total = 0
cost = 0
for q in ["hey", "hey again"]:
    r = client.chat.completions.create(model="gpt-4.1-nano", messages=[{"role": "user", "content": q}])
    total += r.usage.total_tokens
    cost += r.usage.prompt_tokens * 0.10 / 1000000 + r.usage.completion_tokens * 0.40 / 1000000
    print("prompt tokens:", r.usage.prompt_tokens, "completion tokens:", r.usage.completion_tokens)
print("total tokens:", total)
print("total cost: $%.2f" % cost)
