from openai import OpenAI

client = OpenAI()
reply = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Tell me a fact"}])
total = 0
for call in (1, 2):
    total += reply.usage.total_tokens
    print(f"Call {call}: {reply.usage.prompt_tokens} in, {reply.usage.completion_tokens} out, total {total}")
