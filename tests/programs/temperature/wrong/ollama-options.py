import json, os, urllib.request, urllib.error

for temp in (0.0, 1.0):
    body = {
        "model": "gpt-4o-mini",
        "messages": [{"role": "user", "content": "Why is the sky blue?"}],
        "options": {"temperature": temp},
    }
    req = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/chat/completions", data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]})
    try:
        with urllib.request.urlopen(req) as r:
            print(temp, json.load(r)["choices"][0]["message"]["content"])
    except urllib.error.HTTPError as e:
        print(temp, "HTTP", e.code, json.load(e)["error"]["message"])
