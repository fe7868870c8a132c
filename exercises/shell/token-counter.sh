#!/usr/bin/env bash
# Count every token
# Lesson: lessons/10-tokens-usage-cost.md
# Check:  workbook check token-counter

# Exercise token-counter: make several calls and keep account of the tokens.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"

questions=(
  "What is a token, in one sentence?"
  "Name three rivers in Africa."
)

for question in "${questions[@]}"; do
  # TODO: ask the question with curl at "$url".
  # TODO: print how many tokens went in and how many came out.
  # TODO: add them to a running total and print it.
  echo "Not asked yet: $question"
done
