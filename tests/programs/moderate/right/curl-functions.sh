api() { curl -s "$OPENAI_BASE_URL/$1" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d "$2"; }
bad() { [ "$(api moderations "$(jq -n --arg i "$1" '{input:[$i]}')" | jq '[.results[].flagged]|any')" = true ]; }
bad "$MESSAGE" && { echo "Blocked (your message)"; exit 0; }
a=$(api responses "$(jq -n --arg i "$MESSAGE" '{model:"gpt-5.4-mini",input:$i}')" | jq -r '.output[-1].content[0].text')
bad "$a" && { echo "Blocked (the answer)"; exit 0; }
echo "$a"
