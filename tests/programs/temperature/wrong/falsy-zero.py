from openai import OpenAI

client = OpenAI()


def chat(prompt, temperature=None, max_tokens=None):
    params = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": prompt}]}
    if temperature:
        params["temperature"] = temperature
    if max_tokens:
        params["max_tokens"] = max_tokens
    return client.chat.completions.create(**params).choices[0].message.content


for t in (0, 1):
    print(f"temperature={t}: {chat('Name a bird.', temperature=t)}")
