# One response
# Lesson: lessons/06-responses-api.md
# Check:  workbook check responses-call

"""Exercise responses-call: one question through the Responses API."""

from openai import OpenAI

client = OpenAI()

instructions = "You answer in one short sentence."
question = "Why do cats purr?"

# TODO: send instructions and question through the Responses API.
# TODO: print the text of the reply.

print("Nothing has been asked yet.")
