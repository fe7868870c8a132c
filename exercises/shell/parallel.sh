#!/usr/bin/env bash
# Four at most
# Lesson: lessons/16-many-at-once.md
# Check:  workbook check parallel

# Exercise parallel: eight questions, several at a time, never more than four.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"
cities=(Lima Oslo Quito Rome Cairo Hanoi Dakar Perth)

# TODO: ask one question about each city, two to four requests at a time.
# TODO: one request may be refused; the others' replies must be shown all the same.
# TODO: print every reply.

echo "Nothing has been asked yet."
