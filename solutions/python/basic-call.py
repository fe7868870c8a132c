"""Ask a model one question and print its answer."""

from openai import OpenAI

# The SDK reads OPENAI_API_KEY and OPENAI_BASE_URL from the environment,
# so neither the key nor the address stands in this file.
client = OpenAI()

completion = client.chat.completions.create(
    model="gpt-5.4-mini",
    messages=[{"role": "user", "content": "Why is the sky blue? Answer in one sentence."}],
)

# `choices` is a list, because a request may ask for several answers (`n`).
print(completion.choices[0].message.content)
