import json, os, urllib.request
rq = urllib.request.Request(os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages", json.dumps({"model": "claude-haiku-5-5", "max_tokens": 500, "stream": True,
    "messages": [{"role": "user", "content": "Go"}]}).encode(), {"x-api-key": os.environ["ANTHROPIC_API_KEY"], "anthropic-version": "2023-06-01", "content-type": "application/json"})
for raw in urllib.request.urlopen(rq):
    if raw.startswith(b"data:"):
        e = json.loads(raw[5:])
        if e["type"] == "content_block_delta": print(e["delta"]["text"], end="", flush=True)
        if e["type"] == "message_delta": print(f'\nstop_reason={e["delta"]["stop_reason"]} output_tokens={e["usage"]["output_tokens"]}')
