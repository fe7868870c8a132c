import os, requests
r = requests.post(os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages", timeout=20, headers={"X-Api-Key": os.environ["ANTHROPIC_API_KEY"], "anthropic-version": "2023-06-01"},
    json={"model": "claude-haiku-4-5", "max_tokens": 1000, "temperature": 0, "system": [{"type": "text", "text": "You are terse."}],
          "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]}).json()
for b in r["content"]:
    if b["type"] == "text": print(b["text"])
print(r["usage"])
