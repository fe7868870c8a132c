#!/usr/bin/env bash
# Ask once
# Lesson: lessons/23-production.md
# Check:  workbook check cache

# Exercise cache: answer a list of questions, and ask the model only when needed.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"

# The text behind :- is for trying it out by yourself.
questions="${QUESTIONS:-What is a fern?}"

# TODO: answer each question, from the cache if it is there, else by the model.
# TODO: keep successes only, and go on after a failure.
# TODO: print an answer for every line.

echo "The questions are waiting."
