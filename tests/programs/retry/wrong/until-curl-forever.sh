#!/bin/bash
until reply=$(curl -sf "$OPENAI_BASE_URL/chat/completions" \
  -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" \
  -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hello"}]}')
do
  echo "curl failed, trying again in 1 second ..."
  sleep 1
done
echo "$reply" | jq -r '.choices[0].message.content'
