u="$OPENAI_BASE_URL/chat/completions"; a="Authorization: Bearer $OPENAI_API_KEY"; t="Content-Type: application/json"
curl -s "$u" -H "$a" -H "$t" -d '{"model":"gpt-5.4-mini","max_completion_tokens":16,"messages":[{"role":"user","content":"Tell me a story."}]}' | jq -r '.choices[0]|.message.content,.finish_reason'
curl -s "$u" -H "$a" -H "$t" -d '{"model":"gpt-5.4-mini","n":3,"messages":[{"role":"user","content":"Describe snow."}]}' > /tmp/p.$$
for i in 0 1 2; do jq -r ".choices[$i].message.content" /tmp/p.$$; done; rm /tmp/p.$$
