import requests, os
s = requests.Session()
s.headers["Authorization"] = "Bearer " + os.environ["OPENAI_API_KEY"]
def ask(q, **more):
    r = s.post(os.environ["OPENAI_BASE_URL"] + "/chat/completions", json={"model": "gpt-4o-mini", "messages": [{"role": "user", "content": q}], **more})
    r.raise_for_status()
    return r.json()["choices"]
one = ask("Tell me about rain.", max_tokens=30)[0]
print(one["message"]["content"]); print("(finish_reason = %s)" % one["finish_reason"])
print(*[c["message"]["content"] for c in ask("Describe rain.", n=4, temperature=1.2)], sep="\n---\n")
