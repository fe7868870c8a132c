# found on a forum: use curl because requests was not installed
import subprocess, json, os

cmd = 'curl -s "$OPENAI_BASE_URL/chat/completions" -H "Content-Type: application/json" -H "Authorization: Bearer $OPENAI_API_KEY" -d @-'
body = json.dumps({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "What's the plural of 'octopus'?"}]})
out = subprocess.run(cmd, shell=True, input=body, capture_output=True, text=True).stdout
try:
    print(json.loads(out)["choices"][0]["message"]["content"])
except Exception:
    print("something is wrong:", out)
