# Is my key all right?
# Lesson: lessons/03-setting-up.md
# Check:  workbook check first-key

"""Exercise first-key: say whether the key works, is refused, or is missing."""

import os

key = os.environ.get("OPENAI_API_KEY", "")

# TODO: without a key, print `key: missing` and send nothing.
# TODO: with a key, try it on the API.
# TODO: print `key: works` or `key: refused`, and the key's last four characters,
#       but never the key itself.

print("The key has not been tried yet.")
