#!/usr/bin/env bash
# Let a model use a function of this program.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
max_rounds=5
prices='{"notebook": 349, "pencil": 89, "eraser": 125}' # in cents
messages='[{"role": "user", "content": "What do the pencils for our class cost?"}]'
tools='[{
  "type": "function",
  "function": {
    "name": "total_price",
    "description": "The price in cents of some pieces of an item that the shop sells.",
    "strict": true,
    "parameters": {
      "type": "object",
      "properties": {
        "item": {"type": "string", "description": "for example: pencil"},
        "quantity": {"type": "integer"}
      },
      "required": ["item", "quantity"],
      "additionalProperties": false
    }
  }
}]'

for ((round = 1; round <= max_rounds; round++)); do
  message=$(jq -n --argjson messages "$messages" --argjson tools "$tools" \
    '{model: "gpt-5.4-mini", messages: $messages, tools: $tools}' |
    curl -sS --fail "$base_url/chat/completions" \
      -H "Authorization: Bearer $OPENAI_API_KEY" \
      -H "Content-Type: application/json" \
      -d @- | jq -c '.choices[0].message')

  if [[ $(jq '.tool_calls // [] | length' <<<"$message") == 0 ]]; then
    jq -r '.content' <<<"$message"
    exit 0
  fi

  # One result for each call. Arguments are input from a stranger: what is not
  # in the table is answered with an error, and nothing is executed.
  results=$(jq -c --argjson prices "$prices" '[
    .tool_calls[]
    | (try (.function.arguments | fromjson) catch {}) as $given
    | {
        role: "tool",
        tool_call_id: .id,
        content: (
          if $prices[$given.item // ""] == null then {error: "unknown item"}
          elif ($given.quantity | type) != "number" then {error: "quantity must be a number"}
          else {total_cents: ($prices[$given.item] * $given.quantity)} end | tojson
        )
      }
  ]' <<<"$message")
  messages=$(jq -c --argjson message "$message" --argjson results "$results" \
    '. + [$message] + $results' <<<"$messages")
done

echo "The model asked for tools again and again; stopped."
