import json, os, random, sys, time
import urllib.error, urllib.request

BASE, CAP, TRIES = 1.0, 8.0, 6
RETRY_ON = {408, 409, 429, 500, 502, 503, 504}

def request(body):
    return urllib.request.Request(
        os.environ["OPENAI_BASE_URL"] + "/chat/completions",
        data=json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "Content-Type": "application/json"},
        method="POST",
    )

def complete(body):
    for n in range(TRIES):
        try:
            with urllib.request.urlopen(request(body), timeout=30) as r:
                return json.load(r)
        except urllib.error.HTTPError as e:
            if e.code not in RETRY_ON or n + 1 == TRIES:
                raise
            # full jitter: anything between zero and the exponential ceiling
            sleep = random.uniform(0, min(CAP, BASE * 2 ** n))
            if e.headers.get("Retry-After"):
                sleep += float(e.headers["Retry-After"])
            print(f"  HTTP {e.code}, sleeping {sleep:.2f}s", file=sys.stderr)
            time.sleep(sleep)

try:
    out = complete({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Say hi"}]})
    print(out["choices"][0]["message"]["content"])
except urllib.error.HTTPError as e:
    print("failed for good:", e)
