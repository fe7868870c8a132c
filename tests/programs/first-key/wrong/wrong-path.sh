if [ -z "$OPENAI_API_KEY" ]; then echo "key: missing"; exit; fi
if curl -sf "$OPENAI_BASE_URL/model" -H "Authorization: Bearer $OPENAI_API_KEY" > /dev/null
then echo "key: works ${OPENAI_API_KEY: -4}"
else echo "key: refused ${OPENAI_API_KEY: -4}"
fi
