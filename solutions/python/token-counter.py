"""Ask several questions and keep account of the tokens they use and what they cost."""

from openai import OpenAI

MODEL = "gpt-5.4-mini"
# US dollars per million tokens of this model, as of 2026-11-12.
INPUT_PRICE = 0.75
OUTPUT_PRICE = 4.50

QUESTIONS = [
    "What is a token, in one sentence?",
    "Name three rivers in Africa.",
    "Write a two-line poem about counting.",
]

client = OpenAI()
input_total = output_total = 0

for question in QUESTIONS:
    completion = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": question}],
    )
    # The API counts, and bills by its own count. A count made here would miss
    # the tokens that it adds around each message.
    usage = completion.usage
    input_total += usage.prompt_tokens
    output_total += usage.completion_tokens

    print(f"> {question}")
    print(completion.choices[0].message.content)
    print(f"  input tokens: {usage.prompt_tokens}, output tokens: {usage.completion_tokens}")
    print(f"  total so far: {input_total + output_total}")
    print()

dollars = (input_total * INPUT_PRICE + output_total * OUTPUT_PRICE) / 1_000_000
print(f"All calls: {input_total} input + {output_total} output = {input_total + output_total} tokens")
print(f"Cost: ${dollars:.6f}")
