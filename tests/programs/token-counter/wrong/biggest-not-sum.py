from openai import OpenAI
client = OpenAI()
usages = [client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}]).usage for q in ("a", "b", "c")]
for u in usages:
    print(u.prompt_tokens, u.completion_tokens)
print("total:", max(u.total_tokens for u in usages), "average:", sum(u.total_tokens for u in usages) / len(usages))
