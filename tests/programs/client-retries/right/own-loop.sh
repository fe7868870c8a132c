f=$(mktemp)
for w in 0.5 1 2 3 4 0; do
  s=$(curl -s --max-time 12 -o $f -w '%{http_code}' $OPENAI_BASE_URL/chat/completions -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d '{"model":"gpt-5.4-mini","messages":[{"role":"user","content":"Hi"}]}')
  case $s in 200) jq -r .choices[0].message.content $f; break;; 4??) echo "refused: $s"; break;; esac
  sleep $w
done
rm -f $f
