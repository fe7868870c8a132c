"""Ask one question, and come through a busy or a broken server."""

import random
import sys
import time

from openai import APIConnectionError, APIStatusError, OpenAI

MAX_TRIES = 5
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 60

# The SDK would retry twice by itself. One loop is easier to reason about than
# two, one inside the other: 5 tries of 3 requests each would be 15 requests.
client = OpenAI(max_retries=0)


def worth_retrying(error):
    """Whether the same request may succeed a little later."""
    if isinstance(error, APIConnectionError):  # no answer at all, or too late
        return True
    if error.type == "insufficient_quota":  # a 429 that waiting does not cure
        return False
    return error.status_code in (408, 409, 429) or error.status_code >= 500


def asked_wait(error):
    """The seconds that the server asks for, 0 if it does not."""
    response = getattr(error, "response", None)
    try:
        return float(response.headers["retry-after"])
    except (AttributeError, KeyError, ValueError):
        return 0


def seconds_to_wait(failures, error):
    """0.5, 1, 2, 4, … seconds, but at least what the server asks for."""
    wait = max(FIRST_WAIT_S * 2 ** (failures - 1), asked_wait(error))
    # Jitter: up to a quarter more, so that many programs that failed at the
    # same moment do not all come back at the same moment.
    return wait * random.uniform(1, 1.25)


def ask(question):
    """The reply's text; raises the last error when all tries have failed."""
    for tries in range(1, MAX_TRIES + 1):
        try:
            completion = client.chat.completions.create(
                model="gpt-5.4-mini",
                messages=[{"role": "user", "content": question}],
            )
            return completion.choices[0].message.content
        except (APIConnectionError, APIStatusError) as error:
            wait = seconds_to_wait(tries, error)
            if tries == MAX_TRIES or wait > LONGEST_WAIT_S or not worth_retrying(error):
                raise
            print(f"Try {tries} failed ({error}). Waiting {wait:.1f} s.", file=sys.stderr)
            time.sleep(wait)


try:
    print(ask("Name one thing that is worth waiting for."))
except (APIConnectionError, APIStatusError) as error:
    sys.exit(f"Giving up: {error}")
