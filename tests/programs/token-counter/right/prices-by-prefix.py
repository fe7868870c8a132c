from openai import OpenAI

# (input, output) in USD per million tokens, longest prefix wins because replies name dated snapshots
PRICES = {"gpt-4o-mini": (0.15, 0.6), "gpt-4o": (2.5, 10), "gpt-4.1-nano": (0.1, 0.4)}


def price(model):
    return PRICES[max((p for p in PRICES if model.startswith(p)), key=len)]


client = OpenAI()
total_tokens, total_usd = 0, 0.0
for model in ("gpt-4o-mini", "gpt-4o", "gpt-4.1-nano"):
    r = client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Say something wise"}])
    pin, pout = price(r.model)
    usd = (r.usage.prompt_tokens * pin + r.usage.completion_tokens * pout) / 1_000_000
    total_tokens += r.usage.total_tokens
    total_usd += usd
    print(f"{r.model:28} in={r.usage.prompt_tokens:<6} out={r.usage.completion_tokens:<6} ${usd:.8f}")
print(f"{'total':28} {total_tokens} tokens, ${total_usd:.8f}")
