import logging
import sys

from openai import OpenAI

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s", stream=sys.stderr)
log = logging.getLogger("basic")

log.info("asking ...")
answer = OpenAI().chat.completions.create(
    model="gpt-4o",
    messages=[{"role": "user", "content": "Is water wet? Yes or no, with one reason."}],
).choices[0].message.content
log.info("answer: %s", answer)
sys.exit(1 if "no" in answer.lower() else 2)  # a "no" is an error for my Makefile
