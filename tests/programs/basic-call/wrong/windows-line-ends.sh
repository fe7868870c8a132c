#!/bin/bash
question='{"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": "Who was Ada Lovelace?"}]}'
curl -s "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d "$question" | jq -r .choices[0].message.content
