# The other dialect
# Lesson: lessons/21-second-provider.md
# Check:  workbook check anthropic-call

"""Exercise anthropic-call: ask a Claude model, show its reply and its tokens."""

from anthropic import Anthropic

client = Anthropic()  # reads ANTHROPIC_API_KEY and ANTHROPIC_BASE_URL by itself
question = "Why is the sky blue?"

# TODO: send the question to "claude-haiku-5-5", with a system prompt.
# TODO: print the text of the reply, and its input and output tokens.

print("Nothing has been asked yet.")
