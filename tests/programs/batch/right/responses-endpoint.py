import io, json, os, time
from openai import OpenAI
c = OpenAI()
rs = os.environ["REVIEWS"].splitlines()
buf = io.BytesIO("\n".join(json.dumps({"custom_id": f"r{i}", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5.4-mini", "max_completion_tokens": 300, "messages": [
    {"role": "system", "content": "Sentiment?"}, {"role": "user", "content": r}]}}) for i, r in enumerate(rs)).encode())
buf.name = "x.jsonl"
b = c.batches.create(completion_window="24h", endpoint="/v1/chat/completions", input_file_id=c.files.create(file=buf, purpose="batch").id)
for _ in range(30):
    b = c.batches.retrieve(b.id)
    print("status", b.status)
    if b.status == "completed": break
    time.sleep(1)
res = {}
for fid in (b.output_file_id, b.error_file_id):
    if fid:
        for l in c.files.content(fid).read().decode().splitlines():
            d = json.loads(l); res[d["custom_id"]] = d
for i in range(len(rs)):
    d = res[f"r{i}"]
    ok = d["response"]["status_code"] == 200
    print(f"{i+1}:", d["response"]["body"]["choices"][0]["message"]["content"] if ok else "failed (" + d["response"]["body"]["error"]["message"] + ")")
