#!/usr/bin/env bash
schema='{"type":"object","properties":{"customer":{"type":"string"},"city":{"type":"string"},"nights":{"type":"integer"}},"required":["customer","city","nights"],"additionalProperties":false}'
reply=$(jq -n --arg m "$MESSAGE" --argjson s "$schema" '{model:"gpt-5.4-mini",messages:[{role:"user",content:$m}],
  response_format:{type:"json_schema",json_schema:{name:"booking",strict:true,schema:$s}}}' |
  curl -s "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d @-)
content=$(jq -r '.choices[0].message.content' <<<"$reply")
if ! jq -e . >/dev/null 2>&1 <<<"$content" || [ "$content" = null ]; then
  echo "incomplete"
  exit
fi
nights=$(jq .nights <<<"$content")
if [ "$nights" -lt 1 ]; then
  echo "rejected"
else
  jq -r '"customer: \(.customer)", "city: \(.city)", "nights: \(.nights)"' <<<"$content"
  echo "total: $((nights * 80))"
fi
