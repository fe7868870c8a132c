#!/usr/bin/env bash
best=$(printf '%s\n%s' "$QUESTION" "$PASSAGES" | jq -R . | jq -s '{model: "text-embedding-3-small", input: .}' |
  curl -sS "$OPENAI_BASE_URL/embeddings" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d @- |
  jq '[.data[].embedding] | .[0] as $q | .[1:] | map([., $q] | transpose | map(.[0] * .[1]) | add) | index(max) + 1')
echo "Passage $best fits best."
