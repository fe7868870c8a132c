#!/usr/bin/env bash
# everything unbuffered, otherwise nothing is seen until the end
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
echo '[{"role":"system","content":"You are a Unix guru."}]' > "$dir/history.json"

add() { jq --arg r "$1" --arg c "$2" '. + [{role:$r,content:$c}]' "$dir/history.json" > "$dir/new" && mv "$dir/new" "$dir/history.json"; }

echo "Chat (quit or exit ends it)"
while printf '$ ' && read -r q; do
  [ "$q" = quit ] || [ "$q" = exit ] && exit 0
  add user "$q"
  jq '{model:"gpt-4.1-mini", stream:true, messages:.}' "$dir/history.json" |
    curl --silent --no-buffer -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' -d @- "$OPENAI_BASE_URL/chat/completions" |
    sed -un 's/^data: \({.*\)$/\1/p' |
    jq --unbuffered -j '.choices[0].delta.content // empty' |
    tee "$dir/reply"
  echo
  add assistant "$(cat "$dir/reply")"
done
