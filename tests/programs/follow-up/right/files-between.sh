d=$(mktemp -d); cd "$d"
H="Authorization: Bearer $OPENAI_API_KEY"
curl -s -H "$H" -H "Content-Type: application/json" -o 1.json "$OPENAI_BASE_URL/responses" -d '{"model":"gpt-5.4-mini","instructions":"Short.","input":"Name a planet."}'
curl -s -H "$H" -H "Content-Type: application/json" -o 2.json "$OPENAI_BASE_URL/responses" -d "{\"model\":\"gpt-5.4-mini\",\"instructions\":\"Short.\",\"input\":\"Has it rings?\",\"previous_response_id\":\"$(jq -r .id 1.json)\"}"
jq -r '.output[].content[]?.text' 1.json 2.json
rm -r "$d"
