set -e
call() { curl -sS "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' -d @-; }
a1=$(call <<'JSON' | jq -r .choices[0].message.content
{"model":"gpt-5.4-mini","messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Name a bird."}]}
JSON
)
echo "$a1"
jq -n --arg a1 "$a1" '{model:"gpt-5.4-mini",messages:[{role:"system",content:"Be kind."},{role:"user",content:"Name a bird."},{role:"assistant",content:$a1},{role:"user",content:"Can it swim?"}]}' | call | jq -r '.choices[0].message.content'
