from openai import OpenAI

client = OpenAI()
rows = []
for name in ["Paris", "Rome", "Berlin"]:
    r = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "system", "content": "You are a travel guide."}, {"role": "user", "content": f"What to see in {name}?"}],
        max_tokens=500,
    )
    rows.append((name, r.usage.prompt_tokens, r.usage.completion_tokens, r.usage.total_tokens))

rows.append(("TOTAL", *(sum(column) for column in list(zip(*rows))[1:])))

print("+----------+----------+----------+----------+")
print("| city     |    input |   output |      sum |")
print("+----------+----------+----------+----------+")
for row in rows:
    print("| {:<8} | {:>8} | {:>8} | {:>8} |".format(*row))
print("+----------+----------+----------+----------+")
