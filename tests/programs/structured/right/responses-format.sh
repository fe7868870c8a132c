r=$(jq -n --arg m "$MESSAGE" '{model:"gpt-5.4-mini",input:$m,text:{format:{type:"json_schema",name:"b",strict:true,schema:{type:"object",properties:{customer:{type:"string"},city:{type:"string"},nights:{type:"integer"}},required:["customer","city","nights"],additionalProperties:false}}}}' |
 curl -s "$OPENAI_BASE_URL/responses" -H "Authorization: Bearer $OPENAI_API_KEY" -H "Content-Type: application/json" -d @-)
if [ "$(jq -r .status <<<"$r")" = incomplete ]; then echo incomplete; exit; fi
part=$(jq -c '[.output[]|select(.type=="message")|.content[]][0]' <<<"$r")
if [ "$(jq -r .type <<<"$part")" = refusal ]; then jq -r .refusal <<<"$part"; exit; fi
n=$(jq -r '.text|fromjson|.nights' <<<"$part")
[ "$n" -lt 1 ] && { echo "rejected"; exit; }
jq -r '.text|fromjson|to_entries[]|"\(.key): \(.value)"' <<<"$part"
echo "total: $((n*80))"
