#!/usr/bin/env bash
set -euo pipefail

readonly API_URL="${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions"
readonly MODEL="${MODEL:-gpt-5.4-mini}"

: "${OPENAI_API_KEY:?please export OPENAI_API_KEY first}"

log() { printf '[%s] %s\n' "$(date +%T)" "$*" >&2; }

ask() {
  local prompt=$1 tmp status
  tmp=$(mktemp)
  trap 'rm -f "$tmp"' RETURN
  status=$(
    jq -n --arg model "$MODEL" --arg p "$prompt" '{model: $model, messages: [{role: "user", content: $p}]}' |
      curl -sS -o "$tmp" -w '%{http_code}' "$API_URL" \
        -H "Authorization: Bearer ${OPENAI_API_KEY}" -H 'Content-Type: application/json' --data-binary @-
  )
  if [[ $status != 200 ]]; then
    log "HTTP $status: $(jq -r '.error.message' "$tmp")"
    return 1
  fi
  log "HTTP $status, $(jq '.usage.total_tokens' "$tmp") tokens"
  jq -r '.choices[].message.content' "$tmp"
}

ask "${*:-What is the difference between a pipe and a redirect?}"
