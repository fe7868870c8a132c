#!/usr/bin/env bash
# Ask one question, and let curl retry and watch the clock.
set -uo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"

body=$(jq -n --arg question "What do you do when nobody answers?" \
  '{model: "gpt-5.4-mini", messages: [{role: "user", content: $question}]}')

# Five retries are six tries; curl waits 1, 2, 4, … seconds between them, and retries
# what may pass: timeouts, 408, 429 and 5xx. --max-time holds for each try. --fail keeps
# the bodies of failed answers away from jq.
if ! reply=$(curl -sS --fail --retry 5 --max-time 15 "$base_url/chat/completions" \
  -H "Authorization: Bearer $OPENAI_API_KEY" \
  -H "Content-Type: application/json" \
  -d "$body"); then
  echo "Giving up." >&2
  exit 1
fi

jq -r '.choices[0].message.content' <<<"$reply"
