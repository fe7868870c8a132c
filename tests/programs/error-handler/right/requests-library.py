import os, requests
try:
    r = requests.post(os.environ["OPENAI_BASE_URL"] + "/chat/completions", timeout=15,
        headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
        json={"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": "Hello"}]})
except requests.RequestException as e:
    print("error: network")
    print(type(e).__name__)
else:
    if r.ok:
        print(r.json()["choices"][0]["message"]["content"])
    else:
        try: typ = r.json()["error"]["type"]
        except ValueError: typ = None
        s = r.status_code
        kind = ("quota" if typ == "insufficient_quota" else "limit") if s == 429 else "key" if s in (401, 403) else "server" if s >= 500 else "request"
        print("error:", kind, "| request", r.headers.get("x-request-id"), "| status", s)
