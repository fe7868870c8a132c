"""Two vendors, and a plan B: when the chosen one fails, the other one is asked."""

import os
import sys

# Each SDK takes a second or two to load, so each function loads its own.


def ask_openai(question):
    import openai

    completion = openai.OpenAI(max_retries=1).chat.completions.create(
        model="gpt-5.4-mini",
        messages=[{"role": "user", "content": question}],
    )
    return completion.choices[0].message.content


def ask_anthropic(question):
    import anthropic

    message = anthropic.Anthropic(max_retries=1).messages.create(
        model="claude-haiku-5-5",
        max_tokens=300,
        messages=[{"role": "user", "content": question}],
    )
    return "".join(block.text for block in message.content if block.type == "text")


VENDORS = {"openai": ask_openai, "anthropic": ask_anthropic}


def ask(question, first):
    """The reply of the first vendor that answers; None when none does."""
    order = [first, *(name for name in VENDORS if name != first)]
    for name in order:
        try:
            return VENDORS[name](question)
        except Exception as error:  # whatever it was: there is a plan B
            print(f"{name} does not answer: {error}", file=sys.stderr)
    return None


reply = ask("What is a good plan B for a picnic?", os.environ.get("PROVIDER", "openai"))
print(reply if reply is not None else "Nobody answers. Please try again later.")
