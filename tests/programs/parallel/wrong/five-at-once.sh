#!/usr/bin/env bash
export OPENAI_BASE_URL OPENAI_API_KEY
seq 1 10 | xargs -P 5 -I % sh -c '
  curl -s "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" \
    -d "{\"model\":\"gpt-5.4-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me % things about cats.\"}]}" |
  jq -r ".choices[0].message.content // .error.message"'
