import os, requests
Q = [{"role": "user", "content": "Say something"}]
def oa():
    r = requests.post(os.environ["OPENAI_BASE_URL"] + "/responses", headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}, json={"model": "gpt-5.4-mini", "input": Q})
    r.raise_for_status()
    return r.json()["output"][-1]["content"][0]["text"]
def an():
    r = requests.post(os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages", headers={"x-api-key": os.environ["ANTHROPIC_API_KEY"], "anthropic-version": "2026-10-21"}, json={"model": "claude-haiku-5-5", "max_tokens": 99, "messages": Q})
    r.raise_for_status()
    return r.json()["content"][0]["text"]
todo = [oa, an] if os.environ["PROVIDER"] == "openai" else [an, oa]
for f in todo:
    try:
        print(f()); break
    except requests.RequestException as e:
        print("!!", e)
else:
    print("both vendors are down")
