#!/usr/bin/env bash
# Short, and several
# Lesson: lessons/08-parameters.md
# Check:  workbook check parameters

# Exercise parameters: a limit for one reply, and three replies at once.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"
story="Tell me a story."
picture="Describe a picture that you would hang on your wall."

# TODO: ask "$story" with a limit of at most 60 tokens for the reply.
# TODO: print the reply and its finish_reason.
# TODO: ask "$picture", for three replies in one request.
# TODO: print all three.

echo "No parameter has been set yet."
