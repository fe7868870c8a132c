for m in gpt-3.5-turbo gpt-5.4-mini gpt-6-luna; do
  r=$(curl -sf $OPENAI_BASE_URL/chat/completions -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' -d "{\"model\":\"$m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}") || { echo "$m: no"; continue; }
  jq -r '.model + ": " + .choices[0].message.content' <<<"$r"; break
done
