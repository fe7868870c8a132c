import logging, os, time
from openai import OpenAI, APIStatusError
logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
logging.getLogger("httpx").setLevel(logging.WARNING); logging.getLogger("httpx2").setLevel(logging.WARNING)
c = OpenAI(max_retries=0)
limit, total = float(os.environ["BUDGET_USD"]), 0
for q in os.environ["QUESTIONS"].splitlines():
    if total >= limit:
        logging.critical("ALERT budget exhausted: %.4f USD", total); break
    t = time.perf_counter()
    try:
        r = c.responses.create(model="gpt-5.4-mini", input=q)
    except APIStatusError as e:
        logging.error("call failed with status %s after %d ms", e.status_code, (time.perf_counter() - t) * 1000); continue
    u = r.usage
    cost = u.input_tokens * .75e-6 + u.output_tokens * 4.5e-6
    total += cost
    logging.info("in=%d out=%d cost=$%.4f %dms", u.input_tokens, u.output_tokens, cost, (time.perf_counter() - t) * 1000)
    print(r.output_text)
