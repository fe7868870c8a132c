#!/usr/bin/env bash
# Take a booking out of a message and compute its price.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"

jq -n --arg message "$MESSAGE" '{
  model: "gpt-5.4-mini",
  messages: [
    {role: "system", content: "Take the booking out of the user message."},
    {role: "user", content: $message}
  ],
  response_format: {
    type: "json_schema",
    json_schema: {
      name: "booking",
      strict: true,
      schema: {
        type: "object",
        properties: {
          customer: {type: "string"},
          city: {type: "string"},
          nights: {type: "integer"}
        },
        required: ["customer", "city", "nights"],
        additionalProperties: false
      }
    }
  }
}' | curl -sS --fail "$base_url/chat/completions" \
  -H "Authorization: Bearer $OPENAI_API_KEY" \
  -H "Content-Type: application/json" \
  -d @- |
  # First what a schema cannot prevent, then the fields.
  jq -r --argjson night 80 '.choices[0]
    | if .message.refusal then .message.refusal
      elif .finish_reason == "length" then "incomplete: the reply was cut off"
      else (.message.content | fromjson)
        | if .nights < 1 then "rejected: \(.nights) nights make no sense"
          else "customer: \(.customer)\ncity: \(.city)\nnights: \(.nights)\ntotal: \(.nights * $night)" end
      end'
