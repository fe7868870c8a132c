for t in 0 2; do
  curl -s "$OPENAI_BASE_URL/chat/completions" -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" \
    -d '{"model":"gpt-4o-mini","temperature":'$t',"messages":[{"role":"user","content":"Say a word"}]}' | jq -r '.choices[0].message.content'
done
