total=0
for q in "hi" "bye"; do
  u=$(curl -s "$OPENAI_BASE_URL/chat/completions" -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" \
       -d '{"model":"gpt-4o","messages":[{"role":"user","content":"'"$q"'"}]}' | jq .usage)
  echo "$u" | jq -r '"in \(.prompt_tokens) out \(.completion_tokens)"'
  total=$(( total + $(echo "$u" | jq .total_tokens) ))
done
echo "total $total tokens"
awk -v t=$total 'BEGIN { printf "cost: $%.6f\n", t * 2.5 / 1000000 }'
