"""Ask five questions, and slow down when the limit is used up."""

import re
import time

from openai import OpenAI

QUESTIONS = [f"Give me fun fact number {number} about the sea." for number in range(1, 6)]
UNITS = {"h": 3600, "m": 60, "s": 1, "ms": 0.001}

client = OpenAI()


def seconds(duration):
    """The seconds in a time such as `900ms`, `2.4s` or `1m3s`."""
    parts = re.findall(r"([\d.]+)(ms|h|m|s)", duration)
    return sum(float(number) * UNITS[unit] for number, unit in parts)


def pause_before_next(headers):
    """How long the next call has to wait: not at all while something remains."""
    if int(headers.get("x-ratelimit-remaining-requests", 1)) > 0:
        return 0
    return seconds(headers.get("x-ratelimit-reset-requests", "1s"))


pause = 0
for question in QUESTIONS:
    time.sleep(pause)
    # The headers come with the raw answer; parse() makes the usual reply of it.
    raw = client.chat.completions.with_raw_response.create(
        model="gpt-5.4-mini",
        messages=[{"role": "user", "content": question}],
    )
    print(raw.parse().choices[0].message.content, flush=True)
    pause = pause_before_next(raw.headers)
    if pause:
        pause += 0.05  # clocks differ a little
