#!/bin/bash
# waits a second after the first failure whatever the server says, then 2, 4, 8
d=1
for i in 1 2 3 4 5; do
  code=$(curl -s -o /tmp/reply.$$ -w '%{http_code}' "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" \
    -H "Content-Type: application/json" -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hello"}]}')
  if [ "$code" -eq 200 ]; then jq -r '.choices[0].message.content' /tmp/reply.$$; rm /tmp/reply.$$; exit; fi
  if [ "$code" -eq 401 ]; then echo "401, check the key"; rm /tmp/reply.$$; exit 1; fi
  echo "got $code, sleeping $d"
  sleep $d
  d=$((d * 2))
done
rm -f /tmp/reply.$$
echo "out of tries"
