#!/usr/bin/env bash
# Pace yourself
# Lesson: lessons/11-rate-limits-budgets.md
# Check:  workbook check pacing

# Exercise pacing: five questions, and no 429.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"

for number in 1 2 3 4 5; do
  question="Give me fun fact number $number about the sea."
  # TODO: ask the question with curl, keep the headers, and print the reply.
  # TODO: when no request remains, wait as long as the reset header says.
  echo "Not asked yet: $question"
done
