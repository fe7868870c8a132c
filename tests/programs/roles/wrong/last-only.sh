m='[{"role":"system","content":"Be kind."}]'
for q in "Name a bird." "Can it swim?"; do
  m=$(jq -c --arg q "$q" '.+[{role:"user",content:$q}]' <<<"$m")
  a=$(jq -c '{model:"gpt-5.4-mini",messages:.}' <<<"$m" | curl -s "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d @- | jq -r .choices[0].message.content)
  m=$(jq -c --arg a "$a" '.+[{role:"assistant",content:$a}]' <<<"$m")
done
echo "$a"
