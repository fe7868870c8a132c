import json, os, time
from openai import OpenAI
c = OpenAI()
f = c.files.create(purpose="batch", file=("b.jsonl", "\n".join(json.dumps({"custom_id": str(i), "method": "POST", "url": "/v1/chat/completions",
    "body": {"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": r}]}}) for i, r in enumerate(os.environ["REVIEWS"].splitlines())).encode()))
b = c.batches.create(input_file_id=f.id, endpoint="/v1/chat/completions", completion_window="24h")
while b.status != "completed": time.sleep(.5); b = c.batches.retrieve(b.id)
for n, l in enumerate(c.files.content(b.output_file_id).text.splitlines(), 1):
    print(f"{n}: {json.loads(l)['response']['body']['choices'][0]['message']['content']}")
