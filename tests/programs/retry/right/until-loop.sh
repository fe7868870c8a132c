#!/usr/bin/env bash
# home-made retry function, with random extra time
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT

call() {
  code=$(curl -s -o "$tmp/body" -D "$tmp/head" -w '%{http_code}' "$OPENAI_BASE_URL/chat/completions" \
    -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' \
    -d '{"model":"gpt-4.1","messages":[{"role":"user","content":"Roll a die"}]}')
  [ "$code" = 200 ]
}

n=0
until call; do
  [ "$code" = 401 ] && { echo "not authorised"; exit 1; }
  n=$((n + 1))
  if [ $n -ge 6 ]; then echo "giving up after $n tries, last status $code"; exit 1; fi
  ms=$(( (1 << n) * 200 + RANDOM % 200 ))
  after=$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9]*\).*/\1/p' "$tmp/head")
  [ -n "$after" ] && [ $((after * 1000)) -gt $ms ] && ms=$((after * 1000))
  sleep "$(printf '%d.%03d' $((ms / 1000)) $((ms % 1000)))"
done
jq -r '.choices[0].message.content' "$tmp/body"
