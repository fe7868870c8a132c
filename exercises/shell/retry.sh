#!/usr/bin/env bash
# Three failures in a row
# Lesson: lessons/13-retries.md
# Check:  workbook check retry

# Exercise retry: come through three failures in a row.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"
question="Name one thing that is worth waiting for."

# TODO: ask "$question" with curl at "$url" and print the reply.
# TODO: after a failure that may pass, wait and try again; wait longer each time.
# TODO: wait at least as long as the server asks for.
# TODO: give up with a message after a handful of tries, and at once for a wrong key.

echo "Nothing has been tried yet."
