#!/bin/bash
file=$(mktemp)
echo '[]' > "$file"
while read -r -p "> " q; do
  [[ $q == quit || $q == exit ]] && break
  jq --arg q "$q" '. + [{role:"user",content:$q}]' "$file" > "$file.new" && mv "$file.new" "$file"
  jq '{model:"gpt-4o-mini",messages:.,stream:true}' "$file" |
    curl -s "$OPENAI_BASE_URL/chat/completions" -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" -d @- |
    grep '^data: {' | cut -c 7- | jq -j '.choices[0].delta.content // empty' | tee "$file.reply"
  echo
  jq --rawfile a "$file.reply" '. + [{role:"assistant",content:$a}]' "$file" > "$file.new" && mv "$file.new" "$file"
done
rm -f "$file"*
