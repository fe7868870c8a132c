#!/usr/bin/env bash
ask() {
  curl -sS "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" \
    -d "$(jq -n --argjson m "$1" '{model:"gpt-5.4-mini",messages:$m}')" | jq -r '.choices[0].message.content'
}
day() {
  local m="$1"
  while read -r line; do
    m=$(jq -c --arg l "$line" '. + [{role:"user",content:$l}]' <<<"$m")
    ask "$m"
  done
}
day '[]' <<<"$SESSION_1"
notes=$(ask "$(jq -Rnc --arg s "$SESSION_1" '[{role:"user",content:("Make short notes of this: " + $s)}]')")
day "$(jq -nc --arg n "$notes" '[{role:"system",content:$n}]')" <<<"$SESSION_2"
