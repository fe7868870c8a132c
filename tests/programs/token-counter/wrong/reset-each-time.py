from openai import OpenAI
client = OpenAI()

def ask(q):
    total = 0
    r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}])
    total += r.usage.prompt_tokens + r.usage.completion_tokens
    print(f"{q} -> {r.usage.prompt_tokens} in, {r.usage.completion_tokens} out. Total so far: {total}")

ask("What's a haiku?")
ask("What's a sonnet?")
