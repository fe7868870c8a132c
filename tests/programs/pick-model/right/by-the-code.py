import json, os, urllib.request, urllib.error
for model in ("gpt-3.5-turbo", "gpt-5.4-mini", "gpt-6-luna"):
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": "Hi"}]}).encode()
    rq = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/chat/completions", body, {
        "Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "Content-Type": "application/json"})
    try:
        reply = json.load(urllib.request.urlopen(rq))
    except urllib.error.HTTPError as e:
        err = json.load(e)["error"]
        if err["code"] == "model_not_found":
            continue
        print("failed:", err["message"])
        break
    print("version", reply["model"])
    print(reply["choices"][0]["message"]["content"])
    break
