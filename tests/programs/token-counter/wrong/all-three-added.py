from openai import OpenAI
client = OpenAI()
total = 0
for q in ["What is a noun?", "What is a verb?"]:
    usage = client.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "user", "content": q}]).usage
    total += usage.prompt_tokens
    total += usage.completion_tokens
    total += usage.total_tokens
    print("Prompt:", usage.prompt_tokens)
    print("Completion:", usage.completion_tokens)
    print("Running total:", total)
