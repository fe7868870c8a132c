#!/usr/bin/env bash
# Ask one question through the Responses API.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"

body=$(jq -n --arg question "Why do cats purr?" '{
  model: "gpt-5.4-mini",
  instructions: "You answer in one short sentence.",
  input: $question
}')

reply=$(curl -sS --fail-with-body "$base_url/responses" \
  -H "Authorization: Bearer $OPENAI_API_KEY" \
  -H "Content-Type: application/json" \
  -d "$body") || { jq -r '.error.message' <<<"$reply" >&2; exit 1; }

# `output` may hold other items than the message, so look at the types.
jq -r '.output[] | select(.type == "message") | .content[] | select(.type == "output_text") | .text' <<<"$reply"
