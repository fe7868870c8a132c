from openai import OpenAI

client = OpenAI()


def ask(text, temperature):
    reply = client.chat.completions.create(
        model="gpt-5.4-mini",
        reasoning_effort="none",
        temperature=temperature,
        messages=[{"role": "user", "content": text}],
    )
    return reply.choices[0].message.content


sober, merry = ask("Name a boat.", 0), ask("Name a boat.", 1)
print("sober:", sober)
print("merry:", merry)
print("verdict:", ask(f"Which name is bolder, {sober} or {merry}?", 0))
