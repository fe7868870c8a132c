#!/usr/bin/env bash
running=0
for n in $(seq 1 9); do
  if [ $running -ge 3 ]; then wait -n; running=$((running - 1)); fi
  {
    answer=$(curl -s "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" \
      -d "{\"model\": \"gpt-5.4-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"Name $n animals.\"}]}")
    printf '%s\n' "$n) $(jq -r '.choices[0].message.content // .error.message' <<<"$answer")"
  } &
  running=$((running + 1))
done
wait
