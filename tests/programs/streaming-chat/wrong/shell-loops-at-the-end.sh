#!/bin/bash
messages='[]'
while true; do
  read -r -p "You: " line
  if [ "$line" = "quit" ] || [ "$line" = "exit" ]; then break; fi
  messages=$(jq -c --arg t "$line" '. + [{role:"user",content:$t}]' <<< "$messages")
  curl -sN "$OPENAI_BASE_URL/chat/completions" -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" \
    -d "{\"model\":\"gpt-4o-mini\",\"stream\":true,\"messages\":$messages}" |
    sed -un 's/^data: \({.*\)/\1/p' | jq --unbuffered -j '.choices[0].delta.content // empty' | tee /tmp/reply.$$
  echo
  messages=$(jq -c --rawfile t /tmp/reply.$$ '. + [{role:"assistant",content:$t}]' <<< "$messages")
  rm -f /tmp/reply.$$
done
