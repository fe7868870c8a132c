from openai import OpenAI

client = OpenAI()
PRICE_IN, PRICE_OUT = 0.0015, 0.002  # gpt-3.5-turbo, per 1K tokens
total_in = total_out = 0
for q in ["Who is Napoleon?", "Who is Josephine?"]:
    u = client.chat.completions.create(model="gpt-3.5-turbo", messages=[{"role": "user", "content": q}]).usage
    total_in += u.prompt_tokens
    total_out += u.completion_tokens
    print(u.prompt_tokens, u.completion_tokens, u.total_tokens)
print("Total tokens:", total_in + total_out)
print(f"Total cost: ${total_in / 1000 * PRICE_IN + total_out / 1000 * PRICE_OUT:.6f}")
