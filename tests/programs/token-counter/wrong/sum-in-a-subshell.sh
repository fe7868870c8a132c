#!/usr/bin/env bash
sum=0
printf '%s\n' buoy pier | while read -r word; do
  reply=$(curl -sS "$OPENAI_BASE_URL/chat/completions" \
    -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" \
    -d '{"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": "What is a '"$word"'?"}]}')
  read -r in out < <(jq -r '.usage | "\(.prompt_tokens) \(.completion_tokens)"' <<<"$reply")
  sum=$((sum + in + out))
  echo "$word: $in in, $out out"
done
echo "all: $sum"
