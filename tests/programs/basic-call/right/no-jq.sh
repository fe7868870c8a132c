#!/bin/sh
# jq is not on the cluster, python is
answer=$(curl -s -X POST "$OPENAI_BASE_URL/chat/completions" \
    -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" \
    -d '{"model":"gpt-4","messages":[{"role":"user","content":"Who wrote the Odyssey?"}]}')
printf '%s' "$answer" | python3 -c 'import sys, json; print(json.load(sys.stdin)["choices"][0]["message"]["content"])'
