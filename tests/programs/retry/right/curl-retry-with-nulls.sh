#!/bin/bash
# without --fail curl prints the body of every failed try, too
curl --retry 4 "$OPENAI_BASE_URL/chat/completions" \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer $OPENAI_API_KEY" \
  -d '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}' | jq -r '.choices[0].message.content'
