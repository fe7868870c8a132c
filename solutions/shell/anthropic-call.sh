#!/usr/bin/env bash
# Ask a Claude model, show its reply and its tokens.
set -euo pipefail

base_url="${ANTHROPIC_BASE_URL:-https://api.anthropic.com}"

jq -n '{
  model: "claude-haiku-5-5",
  max_tokens: 300,
  system: "Answer in one sentence.",
  messages: [{role: "user", content: "Why is the sky blue?"}]
}' | curl -sS --fail "$base_url/v1/messages" \
  -H "x-api-key: $ANTHROPIC_API_KEY" \
  -H "anthropic-version: 2026-10-21" \
  -H "Content-Type: application/json" \
  -d @- |
  # A reply consists of blocks; not all of them need to be text.
  jq -r '([.content[] | select(.type == "text") | .text] | join("")),
    "\(.usage.input_tokens) input tokens, \(.usage.output_tokens) output tokens"'
