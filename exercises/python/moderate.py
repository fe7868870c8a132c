# At the door
# Lesson: lessons/22-safety.md
# Check:  workbook check moderate

"""Exercise moderate: every message and every reply passes the moderation endpoint."""

import os

from openai import OpenAI

client = OpenAI()
message = os.environ.get("MESSAGE", "Which flowers like shade?")

# TODO: ask /v1/moderations about the message; if it is flagged, print "blocked" and stop.
# TODO: ask a model.
# TODO: ask /v1/moderations about the reply; show it, or print "blocked".

print("The door is closed.")
