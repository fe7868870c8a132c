from openai import OpenAI, APIStatusError, APIConnectionError
try:
    print(OpenAI(max_retries=0).chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Hi"}]).choices[0].message.content)
except APIStatusError as e:
    print("error:", e.status_code, e.request_id)
except APIConnectionError:
    print("error: network")
