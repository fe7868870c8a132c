from openai import OpenAI

client = OpenAI()
for q in ["Name a fish", "Name a tree", "Name a stone"]:
    r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}])
    print("Input tokens:", r.usage.prompt_tokens)
    print("Output tokens:", r.usage.completion_tokens)

print("Total tokens of the session:", r.usage.total_tokens)
