#!/bin/bash
messages='[]'

while IFS= read -r -p "You: " line; do
  case $line in quit | exit) break ;; esac
  messages=$(jq -c --arg t "$line" '. + [{role: "user", content: $t}]' <<< "$messages")

  reply=""
  printf 'Bot: '
  while IFS= read -r event; do
    data=${event#data: }
    [[ $event == data:* && $data != "[DONE]" ]] || continue
    piece=$(jq -j '.choices[0].delta.content // empty' <<< "$data"; printf x)
    piece=${piece%x}
    printf '%s' "$piece"
    reply+=$piece
  done < <(curl -sN "$OPENAI_BASE_URL/chat/completions" \
    -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" \
    -d "{\"model\": \"gpt-4o-mini\", \"stream\": true, \"messages\": $messages}")
  echo

  messages=$(jq -c --arg t "$reply" '. + [{role: "assistant", content: $t}]' <<< "$messages")
done
