# no pip on the school computers, so: standard library only
import json, os, urllib.request

url = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1").rstrip("/") + "/chat/completions"
data = {
    "model": "gpt-4o",
    "messages": [{"role": "user", "content": "Why is the sky blue? One sentence."}],
}
req = urllib.request.Request(
    url,
    data=json.dumps(data).encode("utf-8"),
    headers={
        "Content-Type": "application/json",
        "Authorization": "Bearer " + os.environ["OPENAI_API_KEY"],
    },
)
with urllib.request.urlopen(req) as f:
    answer = json.load(f)

print(answer["choices"][0]["message"]["content"])
