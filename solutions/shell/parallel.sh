#!/usr/bin/env bash
# Ask eight questions, up to four at a time.
set -uo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
at_once=4
cities=(Lima Oslo Quito Rome Cairo Hanoi Dakar Perth)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

ask() { # ask CITY: the reply goes to a file, a failure stays with its own question
  jq -n --arg city "$1" '{
    model: "gpt-5.4-mini",
    messages: [{role: "user", content: "Name a dish from \($city)."}]
  }' | curl -sS "$base_url/chat/completions" \
    -H "Authorization: Bearer $OPENAI_API_KEY" \
    -H "Content-Type: application/json" \
    -d @- |
    jq -r '.choices[0].message.content // "(no answer: \(.error.message))"' >"$folder/$1"
}
export -f ask
export base_url folder

# xargs keeps four commands running, and starts the next when one is done.
printf '%s\n' "${cities[@]}" | xargs -P "$at_once" -I {} bash -c 'ask "$1"' _ {}

for city in "${cities[@]}"; do
  echo "$city: $(cat "$folder/$city")"
done
