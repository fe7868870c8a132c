for q in "hello" "goodbye"; do
  curl -s "$OPENAI_BASE_URL/chat/completions" -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" \
    -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"'$q'"}]}' |
    jq -r '"\(.usage.prompt_tokens) tokens in, \(.usage.completion_tokens) tokens out"'
done
