prev='[]'
while IFS= read -r l; do
  [ "$l" = quit ] && break
  r=$(jq -nc --argjson p "$prev" --arg l "$l" '{model:"gpt-5.4-mini",messages:([{role:"system",content:"Garden help."}]+$p+[{role:"user",content:$l}])}' | curl -s $OPENAI_BASE_URL/chat/completions -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d @- | jq -r .choices[0].message.content)
  printf '%s\n' "$r"
  prev=$(jq -nc --arg l "$l" --arg r "$r" '[{role:"user",content:$l},{role:"assistant",content:$r}]')
done
