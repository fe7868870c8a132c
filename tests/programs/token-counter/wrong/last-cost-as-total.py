from openai import OpenAI

client = OpenAI()
inputs = outputs = 0
for question in ("What is a buoy?", "What is a pier?", "What is a quay?"):
    usage = client.chat.completions.create(
        model="gpt-5.4-mini", messages=[{"role": "user", "content": question}]
    ).usage
    inputs, outputs = inputs + usage.prompt_tokens, outputs + usage.completion_tokens
    cost = usage.prompt_tokens * 0.75e-6 + usage.completion_tokens * 4.5e-6
    print(f"in {usage.prompt_tokens}, out {usage.completion_tokens}, cost ${cost:.6f}")
print(f"{inputs + outputs} tokens, total cost ${cost:.6f}")
