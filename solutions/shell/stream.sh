#!/usr/bin/env bash
# Show a reply while it arrives, then why it ended and how many tokens it had.
set -uo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
events=$(mktemp)
trap 'rm -f "$events"' EXIT

# tee keeps a copy of the events, jq shows the text in them. Nothing on the way
# may collect: curl -N, jq --unbuffered.
jq -n '{
  model: "gpt-5.4-mini",
  stream: true,
  stream_options: {include_usage: true},
  messages: [{role: "user", content: "Tell me about the sea."}]
}' |
  curl -sSN --fail "$base_url/chat/completions" \
    -H "Authorization: Bearer $OPENAI_API_KEY" \
    -H "Content-Type: application/json" \
    -d @- |
  tee "$events" |
  jq --unbuffered -Rj 'select(startswith("data: {")) | .[6:] | fromjson | .choices[0].delta.content // empty'
echo

field() { # field FILTER: what the filter finds in any of the events
  jq -Rr "select(startswith(\"data: {\")) | .[6:] | fromjson | $1 // empty" "$events"
}
reason=$(field '.choices[0].finish_reason')
tokens=$(field '.usage.completion_tokens')

if [[ -z $reason ]]; then
  echo "The reply broke off."
else
  echo "Ended because: $reason. Output tokens: $tokens"
fi
