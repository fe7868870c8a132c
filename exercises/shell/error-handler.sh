#!/usr/bin/env bash
# Name the trouble
# Lesson: lessons/12-errors.md
# Check:  workbook check error-handler

# Exercise error-handler: one question, and a name for every trouble.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"
question="What can go wrong, will it?"

# TODO: ask "$question" with curl at "$url" and print the reply.
# TODO: when it fails, find out which kind of trouble it is, and print `error: KIND`:
#       key, request, quota, limit, server or network.
# TODO: print the request id too, where there was an answer.

echo "Nothing has gone wrong yet."
