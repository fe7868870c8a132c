# A chat that streams
# Lesson: lessons/15-streaming-chat.md
# Check:  workbook check streaming-chat

"""Exercise streaming-chat: a chat that shows each reply while it arrives."""

from openai import OpenAI

client = OpenAI()
messages = []  # the conversation so far

print("Chat with the model. Type quit or exit to leave.")

# TODO: read lines until one says quit or exit, or until the input ends.
# TODO: send the conversation with streaming switched on.
# TODO: show each piece of the reply at once (flush!).
# TODO: add the question and the reply to the conversation.

print("Nobody is listening yet.")
