#!/usr/bin/env bash
# Set the client, not the loop
# Lesson: lessons/13-retries.md
# Check:  workbook check client-retries

# Exercise client-retries: let curl retry and watch the clock.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"
question="What do you do when nobody answers?"

# TODO: ask "$question" with curl at "$url" and print the reply.
# TODO: tell curl how often to retry and how long to wait for one answer.

echo "Nothing has been set yet."
