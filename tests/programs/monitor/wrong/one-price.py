import os, time
from openai import OpenAI, APIStatusError
c = OpenAI(); spent = 0
for q in os.environ["QUESTIONS"].splitlines():
    if spent >= float(os.environ["BUDGET_USD"]): print("ALERT"); break
    t = time.time()
    try: u = c.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": q}]).usage
    except APIStatusError as e: print("status", e.status_code); continue
    spent += u.completion_tokens * 4.5 / 1e6
    print(u.prompt_tokens, u.completion_tokens, f"${u.total_tokens * .75 / 1e6:.6f}", int((time.time() - t) * 1000), "ms")
