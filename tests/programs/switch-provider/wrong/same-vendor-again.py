import os, requests
def oa(m):
    r = requests.post(os.environ["OPENAI_BASE_URL"] + "/chat/completions", headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}, json={"model": m, "messages": [{"role": "user", "content": "x"}]}).json()
    return r["choices"][0]["message"]["content"]
def an(m):
    r = requests.post(os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages", headers={"x-api-key": os.environ["ANTHROPIC_API_KEY"], "anthropic-version": "2026-10-21"}, json={"model": m, "max_tokens": 99, "messages": [{"role": "user", "content": "x"}]}).json()
    return r["content"][0]["text"]
f, models = (oa, ["gpt-5.4-mini", "gpt-5.4"]) if os.environ["PROVIDER"] == "openai" else (an, ["claude-haiku-5-5", "claude-sonnet-5-5"])
for m in models:
    try:
        print(f(m)); break
    except KeyError:
        print(m, "down")
