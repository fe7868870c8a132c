import os, requests

answer = requests.get(
    os.environ["OPENAI_BASE_URL"] + "/chat/completions",
    headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]},
    json={"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": "Who was Ada Lovelace?"}]},
)
print(answer.status_code, answer.text)
