# Nothing personal
# Lesson: lessons/22-safety.md
# Check:  workbook check redact

"""Exercise redact: send a message to a model, without personal data."""

import os

from openai import OpenAI

client = OpenAI()
message = os.environ.get("MESSAGE", "Order 17 is late. Write to ada@example.com or call +44 20 7946 0000.")

# TODO: replace e-mail addresses, phone numbers and card numbers, and nothing else.
# TODO: send what is left to a model, and print its reply.

print("Nothing has been sent.")
