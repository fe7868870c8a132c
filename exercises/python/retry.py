# Three failures in a row
# Lesson: lessons/13-retries.md
# Check:  workbook check retry

"""Exercise retry: come through three failures in a row."""

from openai import OpenAI

client = OpenAI()

QUESTION = "Name one thing that is worth waiting for."

# TODO: ask QUESTION and print the reply.
# TODO: after a failure that may pass, wait and try again; wait longer each time.
# TODO: wait at least as long as the server asks for.
# TODO: give up with a message after a handful of tries, and at once for a wrong key.

print("Nothing has been tried yet.")
