import time
from openai import OpenAI
client = OpenAI()
def secs(t):
    if t.endswith("ms"): return float(t[:-2]) / 1000
    return float(t.rstrip("s"))
for number in range(1, 6):
    raw = client.chat.completions.with_raw_response.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": f"Fact number {number}, please."}])
    print(raw.parse().choices[0].message.content, flush=True)
    if raw.headers["x-ratelimit-remaining-requests"] == "0":
        time.sleep(secs(raw.headers["x-ratelimit-reset-requests"]))
