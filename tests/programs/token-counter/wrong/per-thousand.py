from openai import OpenAI

client = OpenAI()
tokens, cost = 0, 0
for q in ["Plan my day", "Plan my week"]:
    u = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": q}]).usage
    tokens += u.total_tokens
    cost += u.prompt_tokens / 1000 * 2.5 + u.completion_tokens / 1000 * 10
    print(f"{u.prompt_tokens} in, {u.completion_tokens} out, {tokens} total, cost ${cost:.4f}")
