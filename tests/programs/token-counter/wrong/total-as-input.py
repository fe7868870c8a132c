from openai import OpenAI

client = OpenAI()
running = 0
for q in ["Hi", "Hello", "Hey"]:
    usage = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}]).usage
    running += usage.total_tokens
    print(f"Input: {usage.total_tokens}  Output: {usage.completion_tokens}  Running total: {running}")
