import time

import openai

client = openai.OpenAI(max_retries=0)
for attempt in range(8):
    try:
        reply = client.responses.create(model="gpt-5.4-mini", input="What is a buoy?")
        print(reply.output_text)
        break
    except Exception as problem:
        headers = getattr(getattr(problem, "response", None), "headers", {})
        wait = max(float(headers.get("retry-after", 0)), min(8, 0.5 * 2**attempt))
        print(f"{problem}; waiting {wait} s")
        time.sleep(wait)
else:
    print("no luck today")
