#!/usr/bin/env bash
# At the door
# Lesson: lessons/22-safety.md
# Check:  workbook check moderate

# Exercise moderate: every message and every reply passes the moderation endpoint.

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
message="${MESSAGE:-Which flowers like shade?}"

# TODO: ask /v1/moderations about the message; if it is flagged, print "blocked" and stop.
# TODO: ask a model.
# TODO: ask /v1/moderations about the reply; show it, or print "blocked".

echo "The door is closed."
