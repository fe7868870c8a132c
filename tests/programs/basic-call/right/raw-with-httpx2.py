import os
import httpx2

payload = {"model": "gpt-4.1", "messages": [{"role": "user", "content": "Name a fruit."}]}

with httpx2.Client(
    base_url=os.environ["OPENAI_BASE_URL"],
    headers={"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"},
    timeout=httpx2.Timeout(30.0),
) as http:
    r = http.post("chat/completions", json=payload)
    r.raise_for_status()

match r.json():
    case {"choices": [{"message": {"content": str(text)}}, *_]}:
        print(text)
    case other:
        raise ValueError(f"unexpected reply: {other}")
