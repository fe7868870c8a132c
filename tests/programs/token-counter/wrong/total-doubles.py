from openai import OpenAI

client = OpenAI()
prompt_total = completion_total = total = 0
for q in ["What is snow?", "What is hail?", "What is sleet?"]:
    u = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}]).usage
    prompt_total += u.prompt_tokens
    completion_total += u.completion_tokens
    total += prompt_total + completion_total
    print(f"in {u.prompt_tokens}, out {u.completion_tokens}, total so far {total}")
