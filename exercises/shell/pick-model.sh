#!/usr/bin/env bash
# A second choice
# Lesson: lessons/07-choosing-a-model.md
# Check:  workbook check pick-model

# Exercise pick-model: ask the first model of a list that answers.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"
wishes=("gpt-3.5-turbo" "gpt-5.4-mini" "gpt-6-luna")
question="What makes a good second choice?"

# TODO: ask "$question" of the first model in the list.
# TODO: when a model is gone (status 404), go on to the next one.
# TODO: print the reply, and the version that gave it.
# TODO: stop with a message at any other error.

echo "No model has been asked yet."
