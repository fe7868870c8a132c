#!/usr/bin/env bash
# Ask a model one question and print its answer.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"

# jq writes the JSON, so quotes in the question cannot break it.
body=$(jq -n --arg question "Why is the sky blue? Answer in one sentence." '{
  model: "gpt-5.4-mini",
  messages: [{role: "user", content: $question}]
}')

# Double quotes around the header: in single quotes the shell would send the
# variable's name instead of its value.
reply=$(curl -sS --fail-with-body "$base_url/chat/completions" \
  -H "Authorization: Bearer $OPENAI_API_KEY" \
  -H "Content-Type: application/json" \
  -d "$body") || { jq -r '.error.message' <<<"$reply" >&2; exit 1; }

jq -r '.choices[0].message.content' <<<"$reply"
