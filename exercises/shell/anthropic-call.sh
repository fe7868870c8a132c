#!/usr/bin/env bash
# The other dialect
# Lesson: lessons/21-second-provider.md
# Check:  workbook check anthropic-call

# Exercise anthropic-call: ask a Claude model, show its reply and its tokens.

url="${ANTHROPIC_BASE_URL:-https://api.anthropic.com}/v1/messages"
question="Why is the sky blue?"

# TODO: send the question to "claude-haiku-5-5", with a system prompt and the version header.
# TODO: print the text of the reply, and its input and output tokens.

echo "Nothing has been asked yet."
