t=$(mktemp); h=$(mktemp)
c=$(curl -s --max-time 20 -o $t -D $h -w '%{http_code}' $OPENAI_BASE_URL/chat/completions -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d '{"model":"gpt-5.4-mini","messages":[{"role":"user","content":"Hello"}]}') || c=0
if [ "$c" = 0 ]; then echo "error: network"
elif [ "$c" = 200 ]; then jq -r .choices[0].message.content $t
else
  if [ "$c" = 401 ] || [ "$c" = 403 ]; then k=key
  elif [ "$c" = 429 ] && grep -q '"type": *"insufficient_quota"' $t; then k=quota
  elif [ "$c" = 429 ]; then k=limit
  elif [ "$c" -ge 500 ]; then k=server
  else k=request; fi
  echo "error: $k"; grep -i x-request-id $h
fi
rm -f $t $h
