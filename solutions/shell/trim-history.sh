#!/usr/bin/env bash
# A chat that stays cheap however long it becomes.
set -uo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
# The rules stand outside of the history, so they cannot be cut off with it.
rules='{"role": "system", "content": "You are a patient gardener. Answer in a few sentences."}'
turns_sent=2 # whole turns: a line and its reply
history='[]'

while read -r -p "You: " line; do # read fails at end of input: Ctrl-D, or no more lines
  case $line in
    quit | exit) break ;;
    "") continue ;;
  esac

  answer=$(jq -c --argjson rules "$rules" --arg line "$line" --argjson keep "$((2 * turns_sent))" '
      {model: "gpt-5.4-mini", messages: ([$rules] + .[-$keep:] + [{role: "user", content: $line}])}
    ' <<<"$history" |
    curl -sS "$base_url/chat/completions" \
      -H "Authorization: Bearer $OPENAI_API_KEY" \
      -H "Content-Type: application/json" \
      -d @-)
  reply=$(jq -r '.choices[0].message.content // .error.message' <<<"$answer")
  echo "Model: $reply"
  echo "($(jq '.usage.prompt_tokens' <<<"$answer") input tokens)"
  history=$(jq -c --arg line "$line" --arg reply "$reply" \
    '. + [{role: "user", content: $line}, {role: "assistant", content: $reply}]' <<<"$history")
done
