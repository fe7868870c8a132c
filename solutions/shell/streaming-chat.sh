#!/usr/bin/env bash
# A chat in the terminal that shows each reply while it is being written.
set -uo pipefail

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"
messages='[]' # the API remembers nothing: this JSON array is the memory
reply_file=$(mktemp)
trap 'rm -f "$reply_file"' EXIT

remember() { # remember ROLE TEXT
  messages=$(jq -c --arg role "$1" --arg text "$2" '. + [{role: $role, content: $text}]' <<<"$messages")
}

echo "Chat with the model. Type quit or exit to leave."
while read -r -p "You: " line; do # read fails at end of input: Ctrl-D, or no more lines
  case $line in
    quit | exit) break ;;
    "") continue ;;
  esac
  remember user "$line"

  printf 'Model: '
  # curl -N and jq --unbuffered pass each piece on at once. jq takes the lines
  # "data: {…}" apart and prints the text in them, if any; tee shows it and
  # keeps a copy.
  jq -c '{model: "gpt-5.4-mini", stream: true, messages: .}' <<<"$messages" |
    curl -sSN --fail "$base_url/chat/completions" \
      -H "Authorization: Bearer $OPENAI_API_KEY" \
      -H "Content-Type: application/json" \
      -d @- |
    jq --unbuffered -Rj 'select(startswith("data: {")) | .[6:] | fromjson | .choices[0].delta.content // empty' |
    tee "$reply_file"
  echo

  remember assistant "$(cat "$reply_file")"
done
