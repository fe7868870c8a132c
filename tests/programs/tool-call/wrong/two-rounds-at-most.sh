#!/usr/bin/env bash
tools='[{"type":"function","function":{"name":"total_price","parameters":{"type":"object","properties":{"item":{"type":"string"},"quantity":{"type":"integer"}},"required":["item","quantity"]}}}]'
prices='{"notebook":349,"pencil":89,"eraser":125}'
messages='[{"role":"user","content":"What do 12 pencils cost?"}]'
for round in 1 2; do
  message=$(jq -n --argjson m "$messages" --argjson t "$tools" '{model:"gpt-5.4-mini",messages:$m,tools:$t}' |
    curl -sS "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d @- |
    jq -c '.choices[0].message')
  messages=$(jq -c --argjson p "$prices" --argjson msg "$message" '. + [$msg] + [($msg.tool_calls // [])[] | (.function.arguments|fromjson) as $a
    | {role:"tool",tool_call_id:.id,content:(if $p[$a.item] then ($p[$a.item]*$a.quantity|tostring) else "not sold" end)}]' <<<"$messages")
done
jq -r '.content' <<<"$message"
