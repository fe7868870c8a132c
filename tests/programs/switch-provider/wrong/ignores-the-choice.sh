r=$(curl -s "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d '{"model":"gpt-5.4-mini","messages":[{"role":"user","content":"hi"}]}' | jq -r '.choices[0].message.content // empty')
[ -z "$r" ] && r=$(curl -s "$ANTHROPIC_BASE_URL/v1/messages" -H "x-api-key: $ANTHROPIC_API_KEY" -H "anthropic-version: 2026-10-21" -H "Content-Type: application/json" -d '{"model":"claude-haiku-5-5","max_tokens":50,"messages":[{"role":"user","content":"hi"}]}' | jq -r '.content[0].text // empty')
echo "${r:-nobody}"
