h='[]'
while read -r l; do [ "$l" = quit ] && break
h=$(jq -c --arg l "$l" '(.+[{role:"user",content:("You are a gardener. "+$l)}])[-3:]' <<<"$h")
r=$(jq -c '{model:"gpt-5.4-mini",messages:.}' <<<"$h" | curl -s $OPENAI_BASE_URL/chat/completions -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d @- | jq -r .choices[0].message.content)
echo "$r"; h=$(jq -c --arg r "$r" '.+[{role:"assistant",content:$r}]' <<<"$h")
done
