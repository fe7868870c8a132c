"""Ask the same question at temperature 0 and at temperature 1, and show every reply."""

from openai import OpenAI

QUESTION = "Invent a name for a small bakery. Reply with the name only."
REPEATS = 3

client = OpenAI()

for temperature in (0, 1):
    print(f"temperature {temperature}")
    for _ in range(REPEATS):
        completion = client.chat.completions.create(
            model="gpt-5.4-mini",
            # A model that reasons before it answers accepts no temperature but 1.
            reasoning_effort="none",
            temperature=temperature,
            messages=[{"role": "user", "content": QUESTION}],
        )
        print("  ", completion.choices[0].message.content)
