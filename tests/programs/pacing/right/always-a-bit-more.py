import os, time, requests

def seconds(text):
    if text.endswith("ms"):
        return int(float(text[:-2])) / 1000
    if "m" in text:
        m, s = text[:-1].split("m")
        return int(m) * 60 + float(s or 0)
    return float(text[:-1])

for i in range(5):
    r = requests.post(os.environ["OPENAI_BASE_URL"] + "/chat/completions",
                      headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
                      json={"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": f"{i}?"}]}, timeout=30)
    print(r.json()["choices"][0]["message"]["content"])
    time.sleep(0.3)
    if r.headers["x-ratelimit-remaining-requests"] == "0":
        print("...")
        time.sleep(1.5 * seconds(r.headers["x-ratelimit-reset-requests"]))
