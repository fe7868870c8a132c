#!/bin/bash
MAX_RETRIES=6
DELAY=0.5
BODY='{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Are we there yet?"}]}'

for ((attempt = 1; attempt <= MAX_RETRIES; attempt++)); do
  echo "Attempt $attempt" >&2
  STATUS=$(curl -s -D headers.$$ -o reply.$$ -w "%{http_code}" "$OPENAI_BASE_URL/chat/completions" \
    -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" -d "$BODY")
  case $STATUS in
    200)
      jq -r '.choices[0].message.content' reply.$$
      rm -f headers.$$ reply.$$
      exit 0 ;;
    429 | 5??)
      wait_s=$(tr -d '\r' < headers.$$ | awk -F': ' -v d="$DELAY" 'tolower($1) == "retry-after" && $2 > d { d = $2 } END { print d }')
      echo "HTTP $STATUS, waiting ${wait_s}s" >&2
      sleep "$wait_s"
      DELAY=$(awk "BEGIN { print $DELAY * 2 }") ;;
    *)
      echo "HTTP $STATUS: $(jq -r .error.message reply.$$)" >&2
      rm -f headers.$$ reply.$$
      exit 1 ;;
  esac
done
rm -f headers.$$ reply.$$
echo "Max retries ($MAX_RETRIES) reached. Exiting."
exit 1
