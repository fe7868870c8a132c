tmp=$(mktemp -d)
for q in one two three four five; do
  curl -s -D $tmp/h -o $tmp/b $OPENAI_BASE_URL/chat/completions -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d "{\"model\":\"gpt-5.4-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Question $q\"}]}"
  jq -r .choices[0].message.content $tmp/b
  left=$(sed -n 's/^x-ratelimit-remaining-requests: *\([0-9]*\).*/\1/p' $tmp/h)
  reset=$(sed -n 's/^x-ratelimit-reset-requests: *\([0-9a-z.]*\).*/\1/p' $tmp/h)
  if [ "$left" -eq 0 ]; then
    case $reset in
      *ms) n=${reset%ms}; sleep $(awk "BEGIN{print $n/1000+0.05}") ;;
      *m*s) m=${reset%%m*}; s=${reset#*m}; sleep $(awk "BEGIN{print $m*60+${s%s}+0.05}") ;;
      *s) sleep $(awk "BEGIN{print ${reset%s}+0.05}") ;;
    esac
  fi
done
rm -r $tmp
