#!/bin/bash
tmp=$(mktemp)
curl -sSN "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" \
 -d '{"model":"gpt-5.4-mini","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hi"}]}' | tee $tmp |
 jq --unbuffered -Rj 'select(startswith("data: {"))|.[6:]|fromjson|.choices[0].delta.content//empty'
echo; echo "finish: stop"
jq -Rr 'select(startswith("data: {"))|.[6:]|fromjson|.usage.completion_tokens//empty' $tmp
