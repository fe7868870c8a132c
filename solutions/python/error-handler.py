"""Ask one question, and name the trouble when it fails."""

import sys

from openai import APIConnectionError, APIStatusError, OpenAI

ADVICE = {
    "key": "The key was refused. Check OPENAI_API_KEY.",
    "request": "The request is wrong. This has to be mended in the program.",
    "quota": "The account has no money left, or has reached a limit of its own.",
    "limit": "Too many requests in a minute. Try again a little later.",
    "server": "The vendor has trouble. Try again later.",
    "network": "There was no answer. Check the connection.",
}

client = OpenAI()


def kind_of(error):
    """One word for what went wrong."""
    if isinstance(error, APIConnectionError):  # no answer, so no status
        return "network"
    status = error.status_code
    if status in (401, 403):
        return "key"
    if status == 429:  # before the other 4xx; the type tells the two kinds apart
        return "quota" if error.type == "insufficient_quota" else "limit"
    return "request" if status < 500 else "server"


try:
    completion = client.chat.completions.create(
        model="gpt-5.4-mini",
        messages=[{"role": "user", "content": "What can go wrong, will it?"}],
    )
except (APIConnectionError, APIStatusError) as error:
    kind = kind_of(error)
    print(f"error: {kind}", file=sys.stderr)
    print(ADVICE[kind], file=sys.stderr)
    if isinstance(error, APIStatusError):
        print(f"Request id: {error.request_id}", file=sys.stderr)
    sys.exit(1)

print(completion.choices[0].message.content)
