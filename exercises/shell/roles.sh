#!/usr/bin/env bash
# A guide with manners
# Lesson: lessons/05-messages-roles.md
# Check:  workbook check roles

# Exercise roles: rules for the model, and two questions in one conversation.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"
messages='[]' # the conversation so far, as a JSON array

# TODO: put your rules into the array, as a system message.
# TODO: add a first question, send the array, print the reply.
# TODO: add the reply to the array, in the role of the one who said it.
# TODO: add a second question that needs the first, send the array, print the reply.

echo "Nobody has said anything yet."
