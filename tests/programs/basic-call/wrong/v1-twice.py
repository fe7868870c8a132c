import json, os, urllib.request, urllib.error

host = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com")
req = urllib.request.Request(host + "/v1/chat/completions",
    data=json.dumps({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hi"}]}).encode(),
    headers={"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]})
try:
    print(json.load(urllib.request.urlopen(req))["choices"][0]["message"]["content"])
except urllib.error.HTTPError as e:
    print(e, e.read().decode())
