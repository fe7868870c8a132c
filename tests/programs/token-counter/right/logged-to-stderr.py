import logging
from openai import OpenAI

logging.basicConfig(format="%(levelname)s %(message)s", level=logging.INFO)
logging.getLogger("httpx2").setLevel(logging.WARNING)
log = logging.getLogger("tokens")


def chat(client, prompt, _totals={"in": 0, "out": 0}):
    r = client.chat.completions.create(model="gpt-4.1", messages=[{"role": "user", "content": prompt}])
    _totals["in"] += r.usage.prompt_tokens
    _totals["out"] += r.usage.completion_tokens
    log.info("prompt_tokens=%d completion_tokens=%d", r.usage.prompt_tokens, r.usage.completion_tokens)
    log.info("total_prompt=%d total_completion=%d total=%d", _totals["in"], _totals["out"], sum(_totals.values()))
    return r.choices[0].message.content


c = OpenAI()
print(chat(c, "Tell me about Saturn"))
print(chat(c, "And about Jupiter"))
