from openai import OpenAI

client = OpenAI()
total = 0
for q in ["red", "green", "blue"]:
    u = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": f"Something {q}?"}]).usage
    print(f"input={u.prompt_tokens} output={u.completion_tokens} total={total}")
    total += u.total_tokens
