#!/usr/bin/env bash
# A chat that streams
# Lesson: lessons/15-streaming-chat.md
# Check:  workbook check streaming-chat

# Exercise streaming-chat: a chat that shows each reply while it arrives.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"
messages='[]' # the conversation so far, as a JSON array

echo "Chat with the model. Type quit or exit to leave."

# TODO: read lines until one says quit or exit, or until the input ends.
# TODO: send the conversation with streaming switched on.
# TODO: show each piece of the reply at once.
# TODO: add the question and the reply to the conversation, with jq.

echo "Nobody is listening yet."
