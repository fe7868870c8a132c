#!/usr/bin/env bash
# Ask the first model of a list that answers.
set -uo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
# The names stand in one place. The first is gone; the program copes.
wishes=(gpt-3.5-turbo gpt-5.4-mini gpt-6-luna)
question="What makes a good second choice?"

reply=$(mktemp)
trap 'rm -f "$reply"' EXIT

for model in "${wishes[@]}"; do
  status=$(jq -n --arg model "$model" --arg question "$question" \
    '{model: $model, messages: [{role: "user", content: $question}]}' |
    curl -sS -o "$reply" -w '%{http_code}' "$base_url/chat/completions" \
      -H "Authorization: Bearer $OPENAI_API_KEY" \
      -H "Content-Type: application/json" \
      -d @-)
  # This status and no other: a wrong key stays wrong.
  [[ $status == 404 ]] || break
  echo "$model is not there." >&2
done

if [[ $status != 200 ]]; then
  echo "The call failed with status $status: $(jq -r '.error.message' "$reply" 2>/dev/null)" >&2
  exit 1
fi

# An alias may lead to another version tomorrow; the reply names the one of today.
jq -r '"\(.model) says:", .choices[0].message.content' "$reply"
