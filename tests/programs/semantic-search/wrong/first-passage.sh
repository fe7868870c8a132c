p=$(jq -Rn '{model:"text-embedding-3-small",input:[inputs]}' <<<"$PASSAGES"$'\n'"$QUESTION")
curl -s "$OPENAI_BASE_URL/embeddings" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d "$p" > /dev/null
head -1 <<<"$PASSAGES"
