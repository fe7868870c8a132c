import os, requests

key = os.environ["OPENAI_API_KEY"]
answer = requests.post(
    os.environ["OPENAI_BASE_URL"] + "/chat/completion",
    headers={"Authorization": "Bearer " + key},
    json={"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": "Who was Ada Lovelace?"}]},
)
print(answer.json()["choices"][0]["message"]["content"])
