#!/usr/bin/env bash
# Hello again
# Lesson: lessons/20-memory.md
# Check:  workbook check memory

# Exercise memory: two sessions with the same person, and notes between them.

url="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"

# The values behind :- are for trying it out by yourself.
session_1="${SESSION_1:-My name is Ada.}"
session_2="${SESSION_2:-Hello again! Who am I?}"

# TODO: send the lines of session_1, each with the turns before it, and print the replies.
# TODO: make notes of what should be remembered.
# TODO: begin afresh: send the lines of session_2 with the notes, without the old turns.

echo "Nobody has said anything yet."
