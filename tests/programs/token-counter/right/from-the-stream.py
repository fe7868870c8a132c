from openai import OpenAI

client = OpenAI()
total = 0

for prompt in ["Write a limerick.", "Explain the joke."]:
    stream = client.chat.completions.create(
        model="gpt-4o",
        messages=[{"role": "user", "content": prompt}],
        stream=True,
        stream_options={"include_usage": True},
    )
    for chunk in stream:
        if chunk.choices:
            print(chunk.choices[0].delta.content or "", end="", flush=True)
        if chunk.usage:
            total += chunk.usage.total_tokens
            print(f"\n[{chunk.usage.prompt_tokens} in / {chunk.usage.completion_tokens} out / {total} total]\n")
