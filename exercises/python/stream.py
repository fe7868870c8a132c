# Words as they come
# Lesson: lessons/14-streaming.md
# Check:  workbook check stream

"""Exercise stream: show a reply while it arrives, then why it ended and its output tokens."""

from openai import OpenAI

client = OpenAI()
question = "Tell me about the sea."

# TODO: ask the question with streaming switched on.
# TODO: print each piece of the text at once (flush!).
# TODO: after the last piece, print the reason why the reply ended and the output tokens.

print("Nothing has been asked yet.")
