# template with a placeholder, filled in by sed; plain sh
TEMPLATE='{"model":"gpt-3.5-turbo","messages":[{"role":"user","content":"Erzähl einen Witz"}],"temperature":@T@}'
for T in 0 0.5 1 1.5
do
    BODY=$(printf '%s' "$TEMPLATE" | sed "s/@T@/$T/")
    printf 'Temperatur %s: ' "$T"
    curl -s -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' --data "$BODY" "$OPENAI_BASE_URL/chat/completions" |
        python3 -c 'import json,sys;print(json.load(sys.stdin)["choices"][0]["message"]["content"])'
done
