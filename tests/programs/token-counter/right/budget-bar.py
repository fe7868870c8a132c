from openai import OpenAI

BUDGET = 50_000
client = OpenAI()
used = 0

for i in range(1, 4):
    resp = client.chat.completions.create(model="gpt-4.1-nano", messages=[{"role": "user", "content": f"Give me idea number {i} for a weekend trip"}])
    used += resp.usage.total_tokens
    percent = used / BUDGET * 100
    bar = "█" * int(percent // 5) + "░" * (20 - int(percent // 5))
    print(f"call {i}: +{resp.usage.prompt_tokens} prompt +{resp.usage.completion_tokens} completion")
    print(f"\033[33m{bar}\033[0m {used}/{BUDGET} tokens ({percent:.1f} %), {BUDGET - used} left, temperature 0.7, max 4096")
