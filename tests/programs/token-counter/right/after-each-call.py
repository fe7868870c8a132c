from openai import OpenAI

client = OpenAI()

questions = [
    "What is a token?",
    "Why do models use tokens and not words?",
    "How many tokens is this sentence?",
]

total = 0
for q in questions:
    response = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": q}],
    )
    usage = response.usage
    total += usage.total_tokens
    print("Q:", q)
    print("A:", response.choices[0].message.content)
    print(f"input: {usage.prompt_tokens}  output: {usage.completion_tokens}  running total: {total}")
    print()
