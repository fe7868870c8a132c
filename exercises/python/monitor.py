# The log book
# Lesson: lessons/23-production.md
# Check:  workbook check monitor

"""Exercise monitor: a log line for each call, and a budget."""

import os

from openai import OpenAI

client = OpenAI()

# US dollars per million tokens of "gpt-5.4-mini", as of 2026-11-12.
INPUT_PRICE = 0.75
OUTPUT_PRICE = 4.50

budget = float(os.environ.get("BUDGET_USD", "1"))
questions = os.environ.get("QUESTIONS", "What is moss?\nWhat is clay?").splitlines()

# TODO: ask one question after the other.
# TODO: log tokens, cost and milliseconds of each call; of a failed one its status.
# TODO: when the budget is used up, print a line with ALERT and send nothing more.

print("Nothing to log yet.")
