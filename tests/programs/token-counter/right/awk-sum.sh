for q in one two three; do
  curl -s "$OPENAI_BASE_URL/chat/completions" -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" \
    --data '{"model":"gpt-3.5-turbo","messages":[{"role":"user","content":"Spell '$q'"}]}' |
    jq -r '[.usage.prompt_tokens, .usage.completion_tokens, .usage.total_tokens] | @tsv'
done | awk -F'\t' '
  BEGIN { print "in\tout\tsum" }
  { print; i += $1; o += $2 }
  END   { printf "-----\n%d\t%d\t%d\ncost: %.6f USD\n", i, o, i + o, (i * 0.5 + o * 1.5) / 1000000 }'
