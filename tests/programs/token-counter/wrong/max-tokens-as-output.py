from openai import OpenAI

client = OpenAI()
MAX_TOKENS = 150
total = 0
for q in ["Write about spring", "Write about winter"]:
    r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}], max_tokens=MAX_TOKENS)
    total += r.usage.prompt_tokens + MAX_TOKENS
    print("input tokens:", r.usage.prompt_tokens)
    print("output tokens:", MAX_TOKENS)
    print("total:", total)
