#!/bin/bash
if reply=$(curl -sS --fail --retry 4 "$OPENAI_BASE_URL/chat/completions" \
    -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" \
    -d '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}')
then
  jq -r '.choices[0].message.content' <<< "$reply"
else
  echo "curl gave up (exit code $?)"
fi
