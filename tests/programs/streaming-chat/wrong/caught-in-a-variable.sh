#!/bin/bash
history='[]'
while read -r -p "> " q; do
  [[ $q == quit || $q == exit ]] && break
  history=$(jq -c --arg q "$q" '. += [{role:"user",content:$q}]' <<< "$history")
  answer=$(curl -sN "$OPENAI_BASE_URL/chat/completions" -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" \
    -d "{\"model\":\"gpt-4o-mini\",\"messages\":$history,\"stream\":true}" |
    sed -n 's/^data: \({.*\)/\1/p' | jq -j '.choices[0].delta.content // empty')
  echo "$answer"
  history=$(jq -c --arg a "$answer" '. += [{role:"assistant",content:$a}]' <<< "$history")
done
