#!/bin/bash
out=$(curl -sS --fail --retry 5 --retry-delay 1 "$OPENAI_BASE_URL/chat/completions" \
  -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" \
  -d '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}') || { echo "failed"; exit 1; }
echo "$out" | jq -r '.choices[0].message.content'
