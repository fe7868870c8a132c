#!/usr/bin/env bash
set -e
dir=$(mktemp -d); trap 'rm -r "$dir"' EXIT
embed() {
  jq -n --arg t "$1" '{model: "text-embedding-3-small", input: $t}' |
    curl -sf "$OPENAI_BASE_URL/embeddings" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d @- |
    jq -r '.data[0].embedding[]' > "$2"
}
embed "$QUESTION" "$dir/q"
i=0
while IFS= read -r line; do
  i=$((i+1)); embed "$line" "$dir/$i"
  score=$(paste "$dir/q" "$dir/$i" | LC_ALL=C awk '{s += $1*$2} END {printf "%.6f", s}')
  printf '%s\t%s\n' "$score" "$line" >> "$dir/all"
done <<< "$PASSAGES"
LC_ALL=C sort -rn "$dir/all" | head -1 | cut -f2
