#!/usr/bin/env bash
# Send a list of reviews through the batch endpoint.
set -euo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
poll_s=0.5 # a real batch takes minutes or hours: ask once a minute
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

api() { # api PATH [curl's options]
  curl -sS --fail "$base_url/$1" -H "Authorization: Bearer $OPENAI_API_KEY" "${@:2}"
}

# One request a line. The custom_id is the review's number: results come in any order.
jq -Rnc '[inputs] | to_entries[] | {
  custom_id: "\(.key + 1)",
  method: "POST",
  url: "/v1/chat/completions",
  body: {
    model: "gpt-5.4-mini",
    messages: [{role: "user", content: "Positive or negative? \(.value)"}]
  }
}' <<<"$REVIEWS" >"$folder/requests.jsonl"

file=$(api files -F purpose=batch -F "file=@$folder/requests.jsonl" | jq -r '.id')
batch=$(jq -n --arg file "$file" \
  '{input_file_id: $file, endpoint: "/v1/chat/completions", completion_window: "24h"}' |
  api batches -H "Content-Type: application/json" -d @-)

while [[ $(jq -r '.status' <<<"$batch") =~ ^(validating|in_progress|finalizing)$ ]]; do
  sleep "$poll_s"
  batch=$(api "batches/$(jq -r '.id' <<<"$batch")")
done
status=$(jq -r '.status' <<<"$batch")
[[ $status == completed ]] || { echo "The batch is $status." >&2; exit 1; }

results="$folder/results.jsonl"
: >"$results"
output=$(jq -r '.output_file_id // empty' <<<"$batch") # none when every request failed
if [[ -n $output ]]; then api "files/$output/content" >"$results"; fi

# What has no result has failed; the error file says why.
number=0
while IFS= read -r _; do
  number=$((number + 1))
  reply=$(jq -r --arg id "$number" \
    'select(.custom_id == $id) | .response.body.choices[0].message.content' "$results")
  echo "$number: ${reply:-failed}"
done <<<"$REVIEWS"
