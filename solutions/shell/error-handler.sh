#!/usr/bin/env bash
# Ask one question, and name the trouble when it fails.
set -uo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
headers=$(mktemp)
body=$(mktemp)
trap 'rm -f "$headers" "$body"' EXIT

# The status is printed, headers and body go to files. Without an answer curl
# complains, and the status is 000.
status=$(jq -n '{model: "gpt-5.4-mini", messages: [{role: "user", content: "What can go wrong, will it?"}]}' |
  curl -sS -o "$body" -D "$headers" -w '%{http_code}' "$base_url/chat/completions" \
    -H "Authorization: Bearer $OPENAI_API_KEY" \
    -H "Content-Type: application/json" \
    -d @-)

case $status in
  200)
    jq -r '.choices[0].message.content' "$body"
    exit 0 ;;
  000) kind=network advice="There was no answer. Check the connection." ;;
  401 | 403) kind=key advice="The key was refused. Check OPENAI_API_KEY." ;;
  429) # before the other 4xx; the type tells the two kinds apart
    if [[ $(jq -r '.error.type' "$body" 2>/dev/null) == insufficient_quota ]]; then
      kind=quota advice="The account has no money left, or has reached a limit of its own."
    else
      kind=limit advice="Too many requests in a minute. Try again a little later."
    fi ;;
  4??) kind=request advice="The request is wrong. This has to be mended in the program." ;;
  *) kind=server advice="The vendor has trouble. Try again later." ;;
esac

echo "error: $kind" >&2
echo "$advice" >&2
request_id=$(tr -d '\r' <"$headers" | awk 'tolower($1) == "x-request-id:" { print $2 }')
if [[ -n $request_id ]]; then echo "Request id: $request_id" >&2; fi
exit 1
