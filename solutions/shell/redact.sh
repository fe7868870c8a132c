#!/usr/bin/env bash
# Send a message to a model, without personal data.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"

redact() {
  # A phone number begins with a plus or a bracket: order numbers, dates and
  # prices do not.
  sed -E \
    -e 's/[[:alnum:]_.+-]+@[[:alnum:]-]+(\.[[:alnum:]-]+)+/[EMAIL]/g' \
    -e 's/([0-9]{4}[ -]?){3}[0-9]{4}/[CARD]/g' \
    -e 's/[+(][0-9][0-9() -]{8,}[0-9]/[PHONE]/g'
}

jq -n --arg text "$(redact <<<"$MESSAGE")" '{
  model: "gpt-5.4-mini",
  messages: [
    {role: "system", content: "You answer customers of a shop, briefly and kindly."},
    {role: "user", content: $text}
  ]
}' | curl -sS --fail "$base_url/chat/completions" \
  -H "Authorization: Bearer $OPENAI_API_KEY" \
  -H "Content-Type: application/json" \
  -d @- | jq -r '.choices[0].message.content'
