#!/usr/bin/env bash
# One response
# Lesson: lessons/06-responses-api.md
# Check:  workbook check responses-call

# Exercise responses-call: one question through the Responses API.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/responses"
instructions="You answer in one short sentence."
question="Why do cats purr?"

# TODO: send instructions and question with curl to "$url".
# TODO: take the text out of the reply with jq and print it.

echo "Nothing has been asked yet."
