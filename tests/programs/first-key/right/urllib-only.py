import os, urllib.request, urllib.error

k = (os.environ.get("OPENAI_API_KEY") or "").strip()
if k == "":
    print("Key: MISSING")
else:
    req = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/models")
    req.add_header("Authorization", "Bearer " + k)
    try:
        with urllib.request.urlopen(req) as r:
            r.read()
        print(f"key: works (…{k[-4:]})")
    except urllib.error.HTTPError as e:
        if e.code == 401:
            print(f"key: refused (…{k[-4:]})")
        else:
            raise
