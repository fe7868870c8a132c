"""A log line for each call, and a budget."""

import json
import os
import sys
import time

from openai import APIConnectionError, APIStatusError, OpenAI

MODEL = "gpt-5.4-mini"
# US dollars per million tokens, as of 2026-11-12.
INPUT_PRICE = 0.75
OUTPUT_PRICE = 4.50

client = OpenAI()


def log(**fields):
    """One line that programs can read. No keys, no texts."""
    print(json.dumps({"time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **fields}), file=sys.stderr)


def ask(question):
    """The reply (None when there is none) and what it cost."""
    begin = time.monotonic()
    try:
        completion = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": question}]
        )
    except (APIStatusError, APIConnectionError) as error:
        ms = round((time.monotonic() - begin) * 1000)
        log(model=MODEL, status=getattr(error, "status_code", 0), ms=ms, error=type(error).__name__)
        return None, 0.0
    usage = completion.usage
    usd = (usage.prompt_tokens * INPUT_PRICE + usage.completion_tokens * OUTPUT_PRICE) / 1_000_000
    log(
        model=MODEL,
        status=200,
        took=round(time.monotonic() - begin, 1),
        input_tokens=usage.prompt_tokens,
        output_tokens=usage.completion_tokens,
        usd=round(usd, 6),
    )
    return completion.choices[0].message.content, usd


budget = float(os.environ["BUDGET_USD"])
spent = 0.0
for question in os.environ["QUESTIONS"].splitlines():
    if spent >= budget:
        print(f"ALERT: the budget of ${budget:.2f} is used up (${spent:.6f} spent).")
        break
    reply, usd = ask(question)
    spent += usd
    print(reply or "(no answer)")
