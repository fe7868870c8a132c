# Your first call
# Lesson: lessons/04-first-call.md
# Check:  workbook check basic-call

"""Exercise basic-call: ask a model a question and print its answer."""

from openai import OpenAI

client = OpenAI()  # reads OPENAI_API_KEY and OPENAI_BASE_URL by itself

question = "Why is the sky blue? Answer in one sentence."

# TODO: send the question to a model, for example "gpt-5.4-mini".
# TODO: take the text out of the reply and print it.

print("Nothing has been asked yet.")
