ask() { jq -n "$1" | curl -s "$OPENAI_BASE_URL/responses" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d @-; }
a=$(ask '{model:"gpt-5.4-mini",instructions:"Short.",input:"Name a planet."}')
b=$(ask "{model:\"gpt-5.4-mini\",input:\"Has it rings?\",previous_response_id:\"$(jq -r .id <<<"$a")\"}")
for r in "$a" "$b"; do jq -r '.output[].content[].text' <<<"$r"; done
