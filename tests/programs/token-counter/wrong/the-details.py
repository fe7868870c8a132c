from openai import OpenAI

client = OpenAI()
total = 0
for q in ["Hello", "Goodbye"]:
    u = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}]).usage
    tokens_in = u.prompt_tokens_details.cached_tokens
    tokens_out = u.completion_tokens_details.reasoning_tokens
    total += tokens_in + tokens_out
    print(f"input tokens: {tokens_in}, output tokens: {tokens_out}, total: {total}")
