from concurrent.futures import ThreadPoolExecutor, as_completed
import json, os, urllib.request

def call(t):
    body = {"model": "gpt-4o-mini", "temperature": t,
            "messages": [{"role": "user", "content": "Pick a number between 1 and 100."}]}
    rq = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/chat/completions", json.dumps(body).encode(),
                                {"Content-Type": "application/json",
                                 "Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]})
    return t, json.loads(urllib.request.urlopen(rq).read())["choices"][0]["message"]["content"]

with ThreadPoolExecutor(max_workers=4) as pool:
    jobs = [pool.submit(call, t) for t in (0, 0, 1, 1)]
    for job in as_completed(jobs):
        print("t=%s -> %s" % job.result())
