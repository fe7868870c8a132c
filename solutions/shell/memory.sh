#!/usr/bin/env bash
# Two sessions with the same person, and notes between them.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
role="You are the assistant of a garden shop."
take_notes="Note in a few short lines what should be remembered of this customer: the name, and what they are looking for. Facts only."

remember() { # remember ROLE TEXT: adds a message to the conversation
  messages=$(jq -c --arg role "$1" --arg text "$2" '. + [{role: $role, content: $text}]' <<<"$messages")
}

ask() { # ask TEXT: adds a turn; its reply is in $reply
  remember user "$1"
  reply=$(jq -n --argjson messages "$messages" '{model: "gpt-5.4-mini", messages: $messages}' |
    curl -sS --fail "$base_url/chat/completions" \
      -H "Authorization: Bearer $OPENAI_API_KEY" \
      -H "Content-Type: application/json" \
      -d @- | jq -r '.choices[0].message.content')
  remember assistant "$reply"
}

hold() { # hold LINES NOTES: a session that starts with these notes; new ones are in $reply
  messages='[]'
  remember system "$role What you know of this customer: ${2:-nothing yet}"
  while IFS= read -r line; do
    ask "$line"
    printf '> %s\n%s\n' "$line" "$reply"
  done <<<"$1"
  ask "$take_notes"
}

# In real use the notes are kept in a database, under the customer's number.
hold "$SESSION_1" ""
hold "$SESSION_2" "$reply"
