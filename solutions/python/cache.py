"""Answer a list of questions, and ask the model only when needed."""

import os

from openai import APIError, OpenAI

MODEL = "gpt-5.4-mini"

client = OpenAI()
cache = {}  # in real use: with an end for each entry, and shared by all servers


def answer(question):
    # All that changes the answer belongs into the key.
    key = (MODEL, question.strip())
    if key not in cache:
        completion = client.chat.completions.create(
            model=MODEL,
            messages=[{"role": "user", "content": question}],
        )
        # Only reached after a success: failures are not kept.
        cache[key] = completion.choices[0].message.content
    return cache[key]


for question in os.environ["QUESTIONS"].splitlines():
    try:
        print(f"> {question}\n{answer(question)}")
    except APIError as error:
        print(f"> {question}\n(no answer: {error})")
