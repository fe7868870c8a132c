#!/usr/bin/env bash
set -e
ask() {
  jq -n --argjson t "$1" --arg q "Write a two-word slogan for a bike shop" \
    '{model:"gpt-4o",temperature:$t,messages:[{role:"user",content:$q}]}' \
  | curl -sf "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d @- \
  | jq -r '.choices[0].message.content'
}
COLD=$(ask 0.0)
HOT=$(ask 1.0)
printf 'T=0.0\t%s\nT=1.0\t%s\n' "$COLD" "$HOT"
[ "$COLD" = "$HOT" ] && echo "(no difference)" || echo "(they differ)"
