import os, requests
r = requests.post(os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages", headers={"x-api-key": os.environ["ANTHROPIC_API_KEY"], "anthropic-version": "2026-10-21"},
    json={"model": "claude-haiku-5-5", "max_tokens": 100, "system": "Short.", "messages": [{"role": "user", "content": "Hi"}]}).json()
print(r.get("choices", [{"message": {"content": "no answer"}}])[0]["message"]["content"])
print(r["usage"]["input_tokens"], r["usage"]["output_tokens"])
