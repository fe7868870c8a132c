from openai import OpenAI
client = OpenAI()
usd = total = 0
for q in ["one", "two"]:
    u = client.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "user", "content": q}]).usage
    total += u.total_tokens
    usd += (u.prompt_tokens * 1.60 + u.completion_tokens * 0.40) / 1_000_000
    print(f"{u.prompt_tokens} prompt, {u.completion_tokens} completion, {total} in total (${usd:.6f})")
