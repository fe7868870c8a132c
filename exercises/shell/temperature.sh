#!/usr/bin/env bash
# Zero and one
# Lesson: lessons/09-temperature.md
# Check:  workbook check temperature

# Exercise temperature: the same question at temperature 0 and at temperature 1.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"
question="Invent a name for a small bakery. Reply with the name only."

# TODO: ask "$question" at temperature 0, once or several times.
# TODO: ask "$question" at temperature 1, equally often.
# TODO: print every reply, so that a reader sees which temperature it belongs to.

echo "Nothing to compare yet."
