#!/usr/bin/env bash
# Ask five questions, and slow down when the limit is used up.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
headers=$(mktemp)
trap 'rm -f "$headers"' EXIT

header() { # header NAME: its value; lines of HTTP headers end in \r\n
  tr -d '\r' <"$headers" | awk -v name="$1:" 'tolower($1) == name { print $2 }'
}

seconds() { # seconds DURATION: those in a time such as 900ms, 2.4s or 1m3s
  LC_ALL=C awk -v text="$1" 'BEGIN {
    factor["ms"] = 0.001; factor["s"] = 1; factor["m"] = 60; factor["h"] = 3600
    while (match(text, /^[0-9.]+(ms|h|m|s)/)) {
      part = substr(text, 1, RLENGTH)
      text = substr(text, RLENGTH + 1)
      number = part; sub(/[a-z]+$/, "", number)
      unit = part; sub(/^[0-9.]+/, "", unit)
      sum += number * factor[unit]
    }
    printf "%.3f", sum + 0.05   # clocks differ a little
  }'
}

for number in 1 2 3 4 5; do
  jq -n --arg question "Give me fun fact number $number about the sea." \
    '{model: "gpt-5.4-mini", messages: [{role: "user", content: $question}]}' |
    curl -sS --fail-with-body -D "$headers" "$base_url/chat/completions" \
      -H "Authorization: Bearer $OPENAI_API_KEY" \
      -H "Content-Type: application/json" \
      -d @- |
    jq -r '.choices[0].message.content'

  # Wait only when nothing remains, and not after the last question.
  if [[ $(header x-ratelimit-remaining-requests) == 0 && $number -lt 5 ]]; then
    sleep "$(seconds "$(header x-ratelimit-reset-requests)")"
  fi
done
