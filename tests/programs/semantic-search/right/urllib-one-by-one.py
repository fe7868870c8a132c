import json, math, os, urllib.request
def emb(t):
    rq = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/embeddings", json.dumps({"model": "text-embedding-3-large", "input": t, "dimensions": 256}).encode(),
        {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(rq))["data"][0]["embedding"]
def cos(a, b): return sum(x*y for x, y in zip(a, b)) / math.hypot(*a) / math.hypot(*b)
q = emb(os.environ["QUESTION"])
best = max(os.environ["PASSAGES"].split("\n"), key=lambda p: cos(emb(p), q))
print("Q:", os.environ["QUESTION"]); print("A:", best)
