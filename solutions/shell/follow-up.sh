#!/usr/bin/env bash
# Ask two questions; the API keeps the context.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
instructions="You answer in one short sentence."

ask() { # ask QUESTION [ID OF THE RESPONSE THAT IT FOLLOWS]
  jq -n --arg rules "$instructions" --arg question "$1" --arg previous "${2:-}" '
    {model: "gpt-5.4-mini", instructions: $rules, input: $question}
    + if $previous == "" then {} else {previous_response_id: $previous} end' |
    curl -sS --fail-with-body "$base_url/responses" \
      -H "Authorization: Bearer $OPENAI_API_KEY" \
      -H "Content-Type: application/json" \
      -d @-
}

show() {
  jq -r '.output[] | select(.type == "message") | .content[] | select(.type == "output_text") | .text' <<<"$1"
}

first=$(ask "Who wrote the novel Emma?")
show "$first"

# Only the new question is sent: the API has the rest. The instructions are not
# carried over, so they come along again.
second=$(ask "When was she born?" "$(jq -r '.id' <<<"$first")")
show "$second"
