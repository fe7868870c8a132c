from concurrent.futures import ThreadPoolExecutor, as_completed
import os
import requests

words = "apple bridge cloud desert engine forest garden harbor island jungle".split()


def ask(word):
    r = requests.post(
        os.environ["OPENAI_BASE_URL"] + "/chat/completions",
        headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
        json={"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": f"Define '{word}' in five words."}]},
        timeout=30,
    )
    r.raise_for_status()
    return r.json()["choices"][0]["message"]["content"]


with ThreadPoolExecutor(4) as pool:
    jobs = {pool.submit(ask, w): w for w in words}
    for job in as_completed(jobs):
        try:
            print(f"{jobs[job]:<10}{job.result()}")
        except requests.HTTPError as e:
            print(f"{jobs[job]:<10}ERROR {e}")
