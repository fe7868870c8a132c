JSON=$(cat <<EOF
{
  "model": "gpt-4.1-nano",
  "messages": [
    {"role": "user", "content": "Say something short"}
  ],
  "temperature": 0.7
}
EOF
)
RESPONSE=`curl --silent --show-error --location "${OPENAI_BASE_URL}/chat/completions" --header "Authorization: Bearer ${OPENAI_API_KEY}" --header 'Content-Type: application/json' --data "${JSON}"`
echo "ChatGPT:" $(echo "$RESPONSE" | jq '.choices[0].message.content')
