#!/usr/bin/env bash
# A log line for each call, and a budget.
set -uo pipefail
export LC_ALL=C # decimal points, whatever the country

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
model="gpt-5.4-mini"
# US dollars per million tokens, as of 2026-11-12.
input_price=0.75
output_price=4.50

body=$(mktemp)
trap 'rm -f "$body"' EXIT
spent=0

while IFS= read -r question; do
  if awk -v spent="$spent" -v budget="$BUDGET_USD" 'BEGIN { exit !(spent >= budget) }'; then
    echo "ALERT: the budget of \$$BUDGET_USD is used up (\$$spent spent)."
    break
  fi

  # The body goes to a file; curl prints the status and the seconds.
  read -r status seconds < <(
    jq -n --arg model "$model" --arg question "$question" \
      '{model: $model, messages: [{role: "user", content: $question}]}' |
      curl -sS -o "$body" -w '%{http_code} %{time_total}\n' "$base_url/chat/completions" \
        -H "Authorization: Bearer $OPENAI_API_KEY" \
        -H "Content-Type: application/json" \
        -d @-
  )
  ms=$(awk -v s="$seconds" 'BEGIN { printf "%d", s * 1000 }')

  # One line that programs can read. No keys, no texts.
  if [[ $status == 200 ]]; then
    read -r input output < <(jq -r '"\(.usage.prompt_tokens) \(.usage.completion_tokens)"' "$body")
    usd=$(awk -v i="$input" -v o="$output" -v ip="$input_price" -v op="$output_price" \
      'BEGIN { printf "%.6f", (i * ip + o * op) / 1000000 }')
    spent=$(awk -v a="$spent" -v b="$usd" 'BEGIN { printf "%.6f", a + b }')
    printf '{"model": "%s", "status": %d, "ms": %d, "input_tokens": %d, "output_tokens": %d, "usd": %s}\n' \
      "$model" "$status" "$ms" "$input" "$output" "$usd" >&2
    jq -r '.choices[0].message.content' "$body"
  else
    printf '{"model": "%s", "status": %d, "ms": %d}\n' "$model" "$((10#$status))" "$ms" >&2
    echo "(no answer)"
  fi
done <<<"$QUESTIONS"
