from openai import OpenAI

client = OpenAI()
total = 0
for prompt in ["Why is the sea salty?", "Why is the sky blue?"]:
    guess = len(prompt) // 4
    r = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": prompt}], max_tokens=256)
    total += r.usage.total_tokens
    print(f"my guess for the input was {guess}, the API counted {r.usage.prompt_tokens}")
    print(f"I allowed 256 output tokens, it used {r.usage.completion_tokens}")
    print(f"total up to here: {total}")
