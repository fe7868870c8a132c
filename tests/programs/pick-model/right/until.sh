i=0; models=(gpt-3.5-turbo gpt-5.4-mini gpt-6-luna); f=$(mktemp)
until [ $i -ge 3 ]; do
  s=$(curl -s -o $f -w '%{http_code}' $OPENAI_BASE_URL/chat/completions -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' -d "{\"model\":\"${models[i]}\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
  case $s in 200) jq -r '"answered by \(.model)", .choices[].message.content' $f; break;; 404) i=$((i+1));; *) echo "status $s"; jq -r .error.message $f; break;; esac
done
rm -f $f
