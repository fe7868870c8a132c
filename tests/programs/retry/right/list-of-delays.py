import http.client, json, os, time
from urllib.parse import urlparse

u = urlparse(os.environ["OPENAI_BASE_URL"])
body = json.dumps({"model": "gpt-3.5-turbo-16k", "messages": [{"role": "user", "content": "Hi"}]})
headers = {"Content-Type": "application/json", "Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}

for delay in (0.3, 0.7, 1.5, 3.0, None):
    conn = http.client.HTTPConnection(u.netloc)
    conn.request("POST", u.path + "/chat/completions", body, headers)
    resp = conn.getresponse()
    data = json.loads(resp.read())
    conn.close()
    if resp.status == 200:
        print(data["choices"][0]["message"]["content"])
        break
    print("status", resp.status)
    if resp.status not in (429, 500, 502, 503) or delay is None:
        print("giving up:", data["error"]["message"])
        break
    time.sleep(max(delay, float(resp.getheader("Retry-After", 0))))
