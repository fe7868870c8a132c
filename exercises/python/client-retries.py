# Set the client, not the loop
# Lesson: lessons/13-retries.md
# Check:  workbook check client-retries

"""Exercise client-retries: let the client retry and watch the clock."""

from openai import OpenAI

# TODO: tell the client how often to retry and how long to wait for one answer.
client = OpenAI()

QUESTION = "What do you do when nobody answers?"

# TODO: ask QUESTION and print the reply.

print("Nothing has been set yet.")
