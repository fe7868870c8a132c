#!/bin/bash
PROMPT="What's the \"best\" way to learn bash?"
curl -s $OPENAI_BASE_URL/chat/completions \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer $OPENAI_API_KEY" \
  -d "{\"model\": \"gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"$PROMPT\"}],}" | jq -r '.choices[0].message.content'
