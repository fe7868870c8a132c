#!/usr/bin/env bash
# Ask the same question at temperature 0 and at temperature 1, and show every reply.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
question="Invent a name for a small bakery. Reply with the name only."
repeats=3

ask() { # ask TEMPERATURE: prints the reply's text
  # --argjson passes a number; --arg would pass text, which the API refuses.
  # A model that reasons before it answers accepts no temperature but 1.
  jq -n --arg question "$question" --argjson temperature "$1" '{
    model: "gpt-5.4-mini",
    reasoning_effort: "none",
    temperature: $temperature,
    messages: [{role: "user", content: $question}]
  }' | curl -sS --fail "$base_url/chat/completions" \
    -H "Authorization: Bearer $OPENAI_API_KEY" \
    -H "Content-Type: application/json" \
    -d @- | jq -r '.choices[0].message.content'
}

for temperature in 0 1; do
  echo "temperature $temperature"
  for ((i = 0; i < repeats; i++)); do
    echo "   $(ask "$temperature")"
  done
done
