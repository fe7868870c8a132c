#!/usr/bin/env bash
# Show a Claude reply while it arrives, then why it ended and its output tokens.
set -uo pipefail

base_url="${ANTHROPIC_BASE_URL:-https://api.anthropic.com}"
events=$(mktemp)
trap 'rm -f "$events"' EXIT

# tee keeps a copy of the events, jq shows the text in them. The lines "event: …"
# can be left out: the data says what it is, too.
jq -n '{
  model: "claude-haiku-5-5",
  max_tokens: 300,
  stream: true,
  messages: [{role: "user", content: "Tell me about an old town."}]
}' | curl -sSN --fail "$base_url/v1/messages" \
  -H "x-api-key: $ANTHROPIC_API_KEY" \
  -H "anthropic-version: 2026-10-21" \
  -H "Content-Type: application/json" \
  -d @- |
  tee "$events" |
  jq --unbuffered -Rj 'select(startswith("data: {")) | .[6:] | fromjson
    | select(.type == "content_block_delta") | .delta.text // empty'
echo

# The usage in message_delta is the sum so far; nothing has to be added.
jq -Rr 'select(startswith("data: {")) | .[6:] | fromjson | select(.type == "message_delta")
  | "Ended because: \(.delta.stop_reason). Output tokens: \(.usage.output_tokens)"' "$events"
