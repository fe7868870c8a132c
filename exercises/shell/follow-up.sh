#!/usr/bin/env bash
# Follow up
# Lesson: lessons/06-responses-api.md
# Check:  workbook check follow-up

# Exercise follow-up: two questions; the API keeps the context.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/responses"
instructions="You answer in one short sentence."

# TODO: ask a first question with curl at "$url" and print the reply.
# TODO: ask a second question that builds on it. Say which response it follows,
#       and send nothing of the first turn again.
# TODO: print the second reply.

echo "Nothing has been asked yet."
