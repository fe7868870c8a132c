#!/usr/bin/env bash
# Ask two questions in one conversation, under rules of our own.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
rules="You are a museum guide. Answer in one short sentence."

say() { # say ROLE TEXT: adds a message to the list
  messages=$(jq -c --arg role "$1" --arg text "$2" '. + [{role: $role, content: $text}]' <<<"$messages")
}

# The API remembers nothing: this array is the whole conversation. What stands at
# its head goes out with every request.
messages='[]'
say system "$rules"

for question in "Who painted the Mona Lisa?" "When was he born?"; do
  say user "$question"
  reply=$(jq -c '{model: "gpt-5.4-mini", messages: .}' <<<"$messages" |
    curl -sS --fail-with-body "$base_url/chat/completions" \
      -H "Authorization: Bearer $OPENAI_API_KEY" \
      -H "Content-Type: application/json" \
      -d @- |
    jq -r '.choices[0].message.content')
  echo "> $question"
  echo "$reply"
  say assistant "$reply" # the model said it
done
