from openai import OpenAI

client = OpenAI()
IN_PRICE, OUT_PRICE = 2.5, 10.0  # gpt-4o, dollars per million

grand = 0
dollars = 0.0
for text in ("Write a long poem about autumn.", "Translate it to French.", "Now to Latin."):
    r = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": text}])
    i, o = r.usage.prompt_tokens, r.usage.completion_tokens
    grand += i + o
    dollars += (i * IN_PRICE + o * OUT_PRICE) / 1e6
    print(f"in {i:>8,} | out {o:>8,} | so far {grand:>10,} tokens | ${dollars:.4f}")
