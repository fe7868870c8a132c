import sys
from openai import OpenAI, APIStatusError
try:
    print(OpenAI(max_retries=0).chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Hi"}]).choices[0].message.content)
except APIStatusError as e:
    s = e.status_code
    k = "key" if s in (401, 403) else ("quota" if e.type == "insufficient_quota" else "limit") if s == 429 else "server" if s >= 500 else "request"
    sys.exit(f"error: {k} ({e.request_id})")
