"""Send a list of reviews through the batch endpoint."""

import json
import os
import sys
import time

from openai import OpenAI

MODEL = "gpt-5.4-mini"
POLL_S = 0.5  # a real batch takes minutes or hours: ask once a minute

client = OpenAI()
reviews = os.environ["REVIEWS"].splitlines()


def request(number, review):
    return {
        "custom_id": f"review-{number}",  # results come in any order
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {
            "model": MODEL,
            "messages": [{"role": "user", "content": f"Positive or negative? {review}"}],
        },
    }


lines = "\n".join(json.dumps(request(n, review)) for n, review in enumerate(reviews, 1))
file = client.files.create(file=("reviews.jsonl", lines.encode()), purpose="batch")
batch = client.batches.create(
    input_file_id=file.id,
    endpoint="/v1/chat/completions",
    completion_window="24h",
)
while batch.status in ("validating", "in_progress", "finalizing"):
    time.sleep(POLL_S)
    batch = client.batches.retrieve(batch.id)
if batch.status != "completed":
    sys.exit(f"The batch is {batch.status}.")

replies = {}
if batch.output_file_id:  # none when every request failed
    for line in client.files.content(batch.output_file_id).text.splitlines():
        result = json.loads(line)
        body = result["response"]["body"]
        replies[result["custom_id"]] = body["choices"][0]["message"]["content"]

# What has no result has failed; the error file says why.
for number in range(1, len(reviews) + 1):
    print(f"{number}: {replies.get(f'review-{number}', 'failed')}")
