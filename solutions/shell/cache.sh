#!/usr/bin/env bash
# Answer a list of questions, and ask the model only when needed.
set -uo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
model="gpt-5.4-mini"
folder=$(mktemp -d) # the cache: one file for each answer
trap 'rm -rf "$folder"' EXIT

ask() { # ask QUESTION: prints the reply, or fails
  jq -n --arg model "$model" --arg question "$1" \
    '{model: $model, messages: [{role: "user", content: $question}]}' |
    curl -sS --fail "$base_url/chat/completions" \
      -H "Authorization: Bearer $OPENAI_API_KEY" \
      -H "Content-Type: application/json" \
      -d @- | jq -er '.choices[0].message.content'
}

while IFS= read -r question; do
  # All that changes the answer belongs into the key; cksum makes a name of it.
  entry="$folder/$(printf '%s\n%s' "$model" "$question" | cksum | tr ' ' '-')"
  echo "> $question"
  if [[ ! -e $entry ]]; then
    if reply=$(ask "$question"); then
      printf '%s\n' "$reply" >"$entry" # only successes are kept
    else
      echo "(no answer)"
      continue
    fi
  fi
  cat "$entry"
done <<<"$QUESTIONS"
