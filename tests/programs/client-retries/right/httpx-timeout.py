import httpx
from openai import OpenAI, OpenAIError
c = OpenAI(max_retries=4, timeout=httpx.Timeout(20.0, connect=3.0, read=7.0))
try:
    r = c.responses.create(model="gpt-5.4-mini", input="Hi")
    print(r.output_text)
except OpenAIError as e:
    raise SystemExit(str(e))
