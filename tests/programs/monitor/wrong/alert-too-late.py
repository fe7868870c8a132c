import os, time
from openai import OpenAI, APIStatusError
c = OpenAI()
left = float(os.environ["BUDGET_USD"])
for q in os.environ["QUESTIONS"].splitlines():
    t = time.time()
    try: u = c.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": q}]).usage
    except APIStatusError as e: print("status", e.status_code); continue
    usd = (u.prompt_tokens * .75 + u.completion_tokens * 4.5) / 1e6
    print(u.prompt_tokens, u.completion_tokens, f"${usd:.6f}", int((time.time() - t) * 1000), "ms")
    if left < 0: print("ALERT"); break
    left -= usd
