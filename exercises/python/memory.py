# Hello again
# Lesson: lessons/20-memory.md
# Check:  workbook check memory

"""Exercise memory: two sessions with the same person, and notes between them."""

import os

from openai import OpenAI

client = OpenAI()

# The values behind the commas are for trying it out by yourself.
session_1 = os.environ.get("SESSION_1", "My name is Ada.\nI like roses.").splitlines()
session_2 = os.environ.get("SESSION_2", "Hello again! Who am I?").splitlines()

# TODO: send the lines of session_1, each with the turns before it, and print the replies.
# TODO: make notes of what should be remembered.
# TODO: begin afresh: send the lines of session_2 with the notes, without the old turns.

print("Nobody has said anything yet.")
