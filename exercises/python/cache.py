# Ask once
# Lesson: lessons/23-production.md
# Check:  workbook check cache

"""Exercise cache: answer a list of questions, and ask the model only when needed."""

import os

from openai import OpenAI

client = OpenAI()

# The text behind the comma is for trying it out by yourself.
questions = os.environ.get("QUESTIONS", "What is a fern?\nWhat is a fern?").splitlines()

# TODO: answer each question, from the cache if it is there, else by the model.
# TODO: keep successes only, and go on after a failure.
# TODO: print an answer for every line.

print(f"{len(questions)} questions are waiting.")
