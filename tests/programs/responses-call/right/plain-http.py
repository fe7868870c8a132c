import json, os, urllib.request
payload = {"model": "gpt-4o-mini", "instructions": "Speak like a poet.", "input": [{"role": "user", "content": "Why do cats purr?"}]}
req = urllib.request.Request(os.environ["OPENAI_BASE_URL"].rstrip("/") + "/responses", json.dumps(payload).encode(),
                             {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}", "Content-Type": "application/json"})
out = json.loads(urllib.request.urlopen(req).read())
for item in out["output"]:
    if item["type"] == "message":
        print("".join(part["text"] for part in item["content"] if part["type"] == "output_text"))
