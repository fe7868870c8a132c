#!/usr/bin/env bash
# A limit for one reply, and three replies at once.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"

ask() { # ask QUESTION PARAMETERS (a JSON object)
  jq -n --arg question "$1" --argjson parameters "$2" \
    '{model: "gpt-5.4-mini", messages: [{role: "user", content: $question}]} + $parameters' |
    curl -sS --fail-with-body "$base_url/chat/completions" \
      -H "Authorization: Bearer $OPENAI_API_KEY" \
      -H "Content-Type: application/json" \
      -d @-
}

# `length` means that the limit cut the reply off; `stop` that it is whole.
ask "Tell me a story." '{"max_completion_tokens": 40}' |
  jq -r '.choices[0] | .message.content, "finish_reason: \(.finish_reason)"'

# One question, read and paid for once; three replies.
ask "Describe a picture that you would hang on your wall." '{"n": 3}' |
  jq -r '.choices[] | "\(.index + 1). \(.message.content)"'
