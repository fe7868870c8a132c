import json, os, urllib.request

def post(messages):
    body = json.dumps({"model": "gpt-4.1-mini", "messages": messages}).encode()
    r = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/chat/completions", data=body, method="POST",
        headers={"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]})
    return json.load(urllib.request.urlopen(r))["choices"][0]["message"]

msgs = [{"role": "system", "content": [{"type": "text", "text": "Answer in French."}]},
        {"role": "user", "content": [{"type": "text", "text": "What is the tallest mountain?"}]}]
m = post(msgs)
print(m["content"])
msgs += [m, {"role": "user", "content": [{"type": "text", "text": "And how tall is it?"}]}]
print(post(msgs)["content"])
