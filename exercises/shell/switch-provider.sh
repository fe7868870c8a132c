#!/usr/bin/env bash
# Plan B
# Lesson: lessons/21-second-provider.md
# Check:  workbook check switch-provider

# Exercise switch-provider: two vendors, and a plan B.

first="${PROVIDER:-openai}"
question="What is a good plan B for a picnic?"

# TODO: write a function for each vendor that takes a question and prints a text, or fails.
# TODO: ask the first vendor; when it fails, ask the other one.
# TODO: print the reply, or say that nobody answers.

echo "$first would be asked first."
