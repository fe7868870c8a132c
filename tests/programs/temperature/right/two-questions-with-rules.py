from openai import OpenAI

client = OpenAI()
rules = {"role": "system", "content": "A name only."}
for question in ("Name a boat.", "Name a horse."):
    for temperature in (1, 0):
        reply = client.chat.completions.create(
            model="gpt-5.4-mini",
            reasoning_effort="none",
            temperature=temperature,
            messages=[rules, {"role": "user", "content": question}],
        )
        print(f"{question} [{temperature}] {reply.choices[0].message.content}")
