# A stream with names
# Lesson: lessons/21-second-provider.md
# Check:  workbook check anthropic-stream

"""Exercise anthropic-stream: show a Claude reply while it arrives."""

from anthropic import Anthropic

client = Anthropic()
question = "Tell me about an old town."

# TODO: ask the question with streaming switched on.
# TODO: print each piece of the text at once (flush!).
# TODO: after the last piece, print the stop reason and the output tokens.

print("Nothing has been asked yet.")
