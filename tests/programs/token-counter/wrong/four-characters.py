from openai import OpenAI

client = OpenAI()


def estimate_tokens(text):
    """Roughly four characters per token."""
    return len(text) // 4


total = 0
for prompt in ["Explain gravity in two sentences.", "Explain magnetism in two sentences."]:
    answer = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": prompt}]).choices[0].message.content
    i, o = estimate_tokens(prompt), estimate_tokens(answer)
    total += i + o
    print(answer)
    print(f"Input tokens: {i}, output tokens: {o}, total: {total}")
