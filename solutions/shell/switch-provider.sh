#!/usr/bin/env bash
# Two vendors, and a plan B: when the chosen one fails, the other one is asked.
set -uo pipefail

# Each function prints the text of the reply, or fails. curl --fail turns a
# status of 400 and above into a failure; --retry tries once more before that.
ask_openai() { # ask_openai QUESTION
  jq -n --arg question "$1" '{
    model: "gpt-5.4-mini",
    messages: [{role: "user", content: $question}]
  }' | curl -sS --fail --retry 1 "${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions" \
    -H "Authorization: Bearer $OPENAI_API_KEY" \
    -H "Content-Type: application/json" \
    -d @- | jq -er '.choices[0].message.content'
}

ask_anthropic() { # ask_anthropic QUESTION
  jq -n --arg question "$1" '{
    model: "claude-haiku-5-5",
    max_tokens: 300,
    messages: [{role: "user", content: $question}]
  }' | curl -sS --fail --retry 1 "${ANTHROPIC_BASE_URL:-https://api.anthropic.com}/v1/messages" \
    -H "x-api-key: $ANTHROPIC_API_KEY" \
    -H "anthropic-version: 2026-10-21" \
    -H "Content-Type: application/json" \
    -d @- | jq -er '[.content[] | select(.type == "text") | .text] | join("")'
}

first="${PROVIDER:-openai}"
if [[ $first == openai ]]; then second=anthropic; else second=openai; fi

for vendor in "$first" "$second"; do
  if reply=$("ask_$vendor" "What is a good plan B for a picnic?"); then
    echo "$reply"
    exit 0
  fi
  echo "$vendor does not answer." >&2
done

echo "Nobody answers. Please try again later."
exit 1
