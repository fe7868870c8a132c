from openai import OpenAI

client = OpenAI()
tokens = cents = 0
for word in ["sun", "moon", "stars"]:
    u = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Rhyme with " + word}]).usage
    tokens += u.total_tokens
    cents += u.prompt_tokens * 0.00025 + u.completion_tokens * 0.001
    print(f"{word}: {u.prompt_tokens} in, {u.completion_tokens} out; {tokens} tokens and {cents:.3f} ¢ until now")
