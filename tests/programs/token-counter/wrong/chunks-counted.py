from openai import OpenAI

client = OpenAI()
total = 0
for q in ["Tell me about bees", "Tell me about ants"]:
    tokens_in, tokens_out = len(q.split()), 0
    for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}], stream=True):
        if chunk.choices[0].delta.content:
            tokens_out += 1  # one chunk is one token
            print(chunk.choices[0].delta.content, end="")
    total += tokens_in + tokens_out
    print(f"\n{tokens_in} + {tokens_out} tokens, {total} in total")
