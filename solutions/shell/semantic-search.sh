#!/usr/bin/env bash
# Find the passage that fits a question best, by embeddings.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"

# One request for all: the passages, and the question as the last text.
printf '%s\n%s\n' "$PASSAGES" "$QUESTION" |
  jq -Rn '{model: "text-embedding-3-small", input: [inputs]}' |
  curl -sS --fail "$base_url/embeddings" \
    -H "Authorization: Bearer $OPENAI_API_KEY" \
    -H "Content-Type: application/json" \
    -d @- |
  # These vectors have the length 1, so the sum of the products is the cosine.
  jq -r --arg passages "$PASSAGES" '
    [.data | sort_by(.index)[] | .embedding] as $all
    | $all[-1] as $asked
    | [$all[:-1], ($passages | split("\n"))] | transpose
    | map({text: .[1], score: ([.[0], $asked] | transpose | map(.[0] * .[1]) | add)})
    | max_by(.score)
    | "\(.score)  \(.text)"'
