"""Say whether the key works, is refused, or is missing."""

import os
import sys

from openai import AuthenticationError, OpenAI

key = os.environ.get("OPENAI_API_KEY", "")
if not key:  # an empty one counts as missing
    print("key: missing")
    print("Put it into the environment variable OPENAI_API_KEY.")
    sys.exit(1)

try:
    # The list of models needs a key and costs nothing.
    OpenAI().models.list()
except AuthenticationError:
    print("key: refused")
    print(f"It ends in {key[-4:]}.")  # enough to recognise it, and no more
    print("Make a new one in the vendor's settings, or look for a mistake in copying it.")
    sys.exit(1)

print("key: works")
print(f"It ends in {key[-4:]}.")
