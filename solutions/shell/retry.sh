#!/usr/bin/env bash
# Ask one question, and come through a busy or a broken server.
set -uo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
max_tries=5
first_wait_ms=500
longest_wait_ms=60000

headers=$(mktemp)
reply=$(mktemp)
trap 'rm -f "$headers" "$reply"' EXIT

body=$(jq -n --arg question "Name one thing that is worth waiting for." '{
  model: "gpt-5.4-mini",
  messages: [{role: "user", content: $question}]
}')

for ((try = 1; ; try++)); do
  # The status is printed, the headers and the body go to files. When there is
  # no answer at all, curl prints the status 000.
  status=$(curl -sS -D "$headers" -o "$reply" -w '%{http_code}' "$base_url/chat/completions" \
    -H "Authorization: Bearer $OPENAI_API_KEY" \
    -H "Content-Type: application/json" \
    -d "$body")

  if [[ $status == 200 ]]; then
    jq -r '.choices[0].message.content' "$reply"
    exit 0
  fi

  problem="status $status: $(jq -r '.error.message' "$reply" 2>/dev/null)"
  case $status in
    429) # too busy may pass; no money left does not
      kind=$(jq -r '.error.type' "$reply" 2>/dev/null)
      [[ $kind != insufficient_quota ]] || break ;;
    000 | 408 | 409 | 5??) ;; # may pass
    *) break ;;               # the same request would fail again
  esac

  # 0.5, 1, 2, 4, … seconds, but at least what the server asks for; 0 when it
  # asks for nothing.
  asked_ms=$(LC_ALL=C awk 'tolower($1) == "retry-after:" { ms = $2 * 1000 } END { printf "%d", ms }' "$headers")
  wait_ms=$((first_wait_ms * 2 ** (try - 1)))
  if ((asked_ms > wait_ms)); then wait_ms=$asked_ms; fi
  if ((try == max_tries || wait_ms > longest_wait_ms)); then break; fi

  # Jitter: up to a quarter more, so that many programs that failed at the same
  # moment do not all come back at the same moment.
  wait_ms=$((wait_ms + RANDOM % (wait_ms / 4 + 1)))
  printf 'Try %d failed (%s). Waiting %d ms.\n' "$try" "$problem" "$wait_ms" >&2
  sleep "$((wait_ms / 1000)).$(printf '%03d' $((wait_ms % 1000)))"
done

echo "Giving up: $problem" >&2
exit 1
