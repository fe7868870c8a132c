"""Two sessions with the same person, and notes between them."""

import os

from openai import OpenAI

MODEL = "gpt-5.4-mini"
ROLE = "You are the assistant of a garden shop."
TAKE_NOTES = (
    "Note in a few short lines what should be remembered of this customer: "
    "the name, and what they are looking for. Facts only."
)

client = OpenAI()


def ask(messages, text):
    """Adds a turn to the conversation and returns the reply."""
    messages.append({"role": "user", "content": text})
    completion = client.chat.completions.create(model=MODEL, messages=messages)
    reply = completion.choices[0].message.content
    messages.append({"role": "assistant", "content": reply})
    return reply


def hold(lines, notes):
    """Holds a session that starts with these notes, and returns new ones."""
    system = f"{ROLE} What you know of this customer: {notes}" if notes else ROLE
    messages = [{"role": "system", "content": system}]
    for line in lines:
        print(f"> {line}\n{ask(messages, line)}")
    return ask(messages, TAKE_NOTES)


# In real use the notes are kept in a database, under the customer's number.
notes = hold(os.environ["SESSION_1"].splitlines(), "")
hold(os.environ["SESSION_2"].splitlines(), notes)
