"""Every message and every reply passes the moderation endpoint."""

import os

from openai import OpenAI

client = OpenAI()


def flagged(text):
    result = client.moderations.create(model="omni-moderation-latest", input=text)
    return result.results[0].flagged


def answer(message):
    """The reply to a message, or a line that says why there is none."""
    if flagged(message):
        return "blocked: this message cannot be answered"
    completion = client.chat.completions.create(
        model="gpt-5.4-mini",
        messages=[{"role": "user", "content": message}],
    )
    reply = completion.choices[0].message.content
    if flagged(reply):
        return "blocked: no suitable reply was found"
    return reply


print(answer(os.environ["MESSAGE"]))
