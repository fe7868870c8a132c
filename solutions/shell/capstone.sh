#!/usr/bin/env bash
# A support bot for a shop.
set -uo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
max_rounds=5
orders='{"48213": "packed on Monday", "7730": "on its way to you"}'
messages='[{"role": "system", "content": "You are the support of a small shop. Be brief and kind. Never promise what you do not know."}]'
tools='[{
  "type": "function",
  "function": {
    "name": "order_status",
    "description": "The state of an order.",
    "strict": true,
    "parameters": {
      "type": "object",
      "properties": {"order": {"type": "string"}},
      "required": ["order"],
      "additionalProperties": false
    }
  }
}]'

call() { # the next message of the model; fails when the API does
  # curl waits and tries again by itself after 408, 429 and 5xx.
  jq -n --argjson messages "$messages" --argjson tools "$tools" \
    '{model: "gpt-5.4-mini", messages: $messages, tools: $tools}' |
    curl -sS --fail --retry 3 "$base_url/chat/completions" \
      -H "Authorization: Bearer $OPENAI_API_KEY" \
      -H "Content-Type: application/json" \
      -d @- | jq -ec '.choices[0].message'
}

turn() { # turn LINE: the reply is in $reply; fails when the API does
  local line message results round
  line=$(sed -E 's/([0-9]{4}[ -]?){3}[0-9]{4}/[CARD]/g' <<<"$1")
  messages=$(jq -c --arg text "$line" '. + [{role: "user", content: $text}]' <<<"$messages")
  for ((round = 1; round <= max_rounds; round++)); do
    message=$(call) || return 1
    messages=$(jq -c --argjson message "$message" '. + [$message]' <<<"$messages")
    if [[ $(jq '.tool_calls // [] | length' <<<"$message") == 0 ]]; then
      reply=$(jq -r '.content' <<<"$message")
      return 0
    fi
    # A result for each call. Arguments are input from a stranger.
    results=$(jq -c --argjson orders "$orders" '[
      .tool_calls[]
      | ((try (.function.arguments | fromjson) catch {}).order // "" | tostring) as $order
      | {role: "tool", tool_call_id: .id, content: ({status: ($orders[$order] // "unknown order")} | tojson)}
    ]' <<<"$message")
    messages=$(jq -c --argjson results "$results" '. + $results' <<<"$messages")
  done
  return 1
}

echo "Support. Type quit or exit to leave."
while read -r -p "You: " line; do
  case $line in
    quit | exit) break ;;
    "") continue ;;
  esac
  saved=$messages
  if turn "$line"; then
    echo "Bot: $reply"
  else
    messages=$saved # half a turn must not stay in the history
    echo "Bot: Sorry, that did not work. Please try again."
  fi
done
