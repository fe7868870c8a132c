#!/usr/bin/env bash
# the name is all we keep: the line in which it is said
api() { curl -s "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d "$1"; }

chat() {
  local list="$1" line answer
  while IFS= read -r line || [ -n "$line" ]; do
    list=$(jq -c --arg l "$line" '. + [{role:"user",content:$l}]' <<<"$list")
    answer=$(api "$(jq -c '{model:"gpt-5.4-mini",messages:.}' <<<"$list")" | jq -r '.choices[0].message.content')
    printf 'YOU  %s\nBOT  %s\n\n' "$line" "$answer"
    list=$(jq -c --arg l "$answer" '. + [{role:"assistant",content:$l}]' <<<"$list")
  done
}

chat '[]' <<<"$SESSION_1"
notes=$(head -n 1 <<<"$SESSION_1")
echo "--- next day ---"
chat "$(jq -n --arg n "$notes" '[{role:"developer",content:("The customer has told us: " + $n)}]')" <<<"$SESSION_2"
