#!/usr/bin/env bash
# Your first call
# Lesson: lessons/04-first-call.md
# Check:  workbook check basic-call

# Exercise basic-call: ask a model a question and print its answer.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"
question="Why is the sky blue? Answer in one sentence."

# TODO: send the question with curl to "$url"; the model may be "gpt-5.4-mini".
# TODO: take the text out of the reply with jq and print it.

echo "Nothing has been asked yet."
