#!/usr/bin/env bash
# Say whether the key works, is refused, or is missing.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"

if [[ -z ${OPENAI_API_KEY:-} ]]; then # an empty one counts as missing
  echo "key: missing"
  exit 1
fi

# The list of models needs a key and costs nothing. curl does not fail at a 401,
# so we look at the status.
status=$(curl -sS -o /dev/null -w '%{http_code}' "$base_url/models" \
  -H "Authorization: Bearer $OPENAI_API_KEY")
case $status in
  200) echo "key: works" ;;
  401) echo "key: refused" ;;
  *)
    echo "The API answered with status $status, which says nothing about the key." >&2
    exit 1 ;;
esac
echo "It ends in ${OPENAI_API_KEY: -4}." # enough to recognise it, and no more
