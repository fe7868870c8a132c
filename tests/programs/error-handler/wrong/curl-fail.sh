if r=$(curl -sf $OPENAI_BASE_URL/chat/completions -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d '{"model":"gpt-5.4-mini","messages":[{"role":"user","content":"Hi"}]}'); then jq -r .choices[0].message.content <<<"$r"
else echo "error: server"; fi
