#!/usr/bin/env bash
# The other vendor's API, with its own key and its own address.
set -euo pipefail

curl --silent --show-error --fail-with-body "$ANTHROPIC_BASE_URL/v1/messages" \
  -H "x-api-key: $ANTHROPIC_API_KEY" \
  -H "anthropic-version: 2023-06-01" \
  -H "content-type: application/json" \
  -d '{
    "model": "claude-haiku-5-5",
    "max_tokens": 300,
    "messages": [{"role": "user", "content": "Say hello in one short sentence."}]
  }' | jq -r '.content[] | select(.type == "text") | .text'
