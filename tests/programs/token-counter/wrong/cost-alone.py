from openai import OpenAI

client = OpenAI()
total_cost = 0
for q in ["Plan my day", "Plan my week"]:
    u = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": q}]).usage
    cost = u.prompt_tokens * 2.5 / 1_000_000 + u.completion_tokens * 10 / 1_000_000
    total_cost += cost
    print(f"This call: ${cost:.6f}, total ${total_cost:.6f}")
