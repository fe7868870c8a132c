"""Ask the first model of a list that answers."""

import sys

from openai import NotFoundError, OpenAI, OpenAIError

# The names stand in one place. The first is gone; the program copes.
WISHES = ["gpt-3.5-turbo", "gpt-5.4-mini", "gpt-6-luna"]

client = OpenAI()


def ask(question):
    """The answer of the first model that is there."""
    for model in WISHES:
        try:
            return client.chat.completions.create(
                model=model,
                messages=[{"role": "user", "content": question}],
            )
        except NotFoundError:  # this error and no other: a wrong key stays wrong
            print(f"{model} is not there.", file=sys.stderr)
    sys.exit("None of the models is there. Look at the vendor's list, and change WISHES.")


try:
    completion = ask("What makes a good second choice?")
except OpenAIError as error:
    sys.exit(f"The call failed: {error}")

# An alias may lead to another version tomorrow; the reply names the one of today.
print(f"{completion.model} says:")
print(completion.choices[0].message.content)
