#!/usr/bin/env bash
# The log book
# Lesson: lessons/23-production.md
# Check:  workbook check monitor

# Exercise monitor: a log line for each call, and a budget.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"

# US dollars per million tokens of "gpt-5.4-mini", as of 2026-11-12.
input_price=0.75
output_price=4.50

budget="${BUDGET_USD:-1}"
questions="${QUESTIONS:-What is moss?}"

# TODO: ask one question after the other.
# TODO: log tokens, cost and milliseconds of each call; of a failed one its status.
# TODO: when the budget is used up, print a line with ALERT and send nothing more.

echo "Nothing to log yet."
