#!/usr/bin/env bash
# Ask several questions and keep account of the tokens they use and what they cost.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
model="gpt-5.4-mini"
# US dollars per million tokens of this model, as of 2026-11-12.
input_price=0.75
output_price=4.50

questions=(
  "What is a token, in one sentence?"
  "Name three rivers in Africa."
  "Write a two-line poem about counting."
)

input_total=0
output_total=0

for question in "${questions[@]}"; do
  reply=$(jq -n --arg model "$model" --arg question "$question" \
    '{model: $model, messages: [{role: "user", content: $question}]}' |
    curl -sS --fail "$base_url/chat/completions" \
      -H "Authorization: Bearer $OPENAI_API_KEY" \
      -H "Content-Type: application/json" \
      -d @-)

  # The API counts, and bills by its own count. A count made here would miss
  # the tokens that it adds around each message.
  input=$(jq '.usage.prompt_tokens' <<<"$reply")
  output=$(jq '.usage.completion_tokens' <<<"$reply")
  # $(( )) adds numbers; a plain += would glue the digits together.
  input_total=$((input_total + input))
  output_total=$((output_total + output))

  echo "> $question"
  jq -r '.choices[0].message.content' <<<"$reply"
  echo "  input tokens: $input, output tokens: $output"
  echo "  total so far: $((input_total + output_total))"
  echo
done

echo "All calls: $input_total input + $output_total output = $((input_total + output_total)) tokens"
LC_ALL=C awk -v i="$input_total" -v o="$output_total" -v ip="$input_price" -v op="$output_price" \
  'BEGIN { printf "Cost: $%.6f\n", (i * ip + o * op) / 1000000 }'
