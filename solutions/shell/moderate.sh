#!/usr/bin/env bash
# Every message and every reply passes the moderation endpoint.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"

post() { # post PATH: sends standard input as JSON
  curl -sS --fail "$base_url/$1" \
    -H "Authorization: Bearer $OPENAI_API_KEY" \
    -H "Content-Type: application/json" \
    -d @-
}

flagged() { # flagged TEXT: succeeds when the text is flagged
  local verdict
  # A check that fails must not open the door: without an answer, stop.
  verdict=$(jq -n --arg text "$1" '{model: "omni-moderation-latest", input: $text}' |
    post moderations | jq '.results[0].flagged') || exit 1
  [[ $verdict == true ]]
}

if flagged "$MESSAGE"; then
  echo "blocked: this message cannot be answered"
  exit 0
fi

reply=$(jq -n --arg text "$MESSAGE" '{model: "gpt-5.4-mini", messages: [{role: "user", content: $text}]}' |
  post chat/completions | jq -r '.choices[0].message.content')

if flagged "$reply"; then
  echo "blocked: no suitable reply was found"
else
  echo "$reply"
fi
