#!/bin/bash
total=0
for q in "What is bash?" "What is zsh?"; do
  r=$(curl -s "$OPENAI_BASE_URL/chat/completions" -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" \
        -d "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"$q\"}]}")
  in=$(jq '.usage.prompt_tokens' <<< "$r")
  out=$(jq '.usage.completion_tokens' <<< "$r")
  total=$((total + in + out))
  echo "input=$in output=$out total=$total"
done
