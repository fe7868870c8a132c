# Half the price
# Lesson: lessons/16-many-at-once.md
# Check:  workbook check batch

"""Exercise batch: send a list of reviews through the batch endpoint."""

import os

from openai import OpenAI

client = OpenAI()

# The text behind the comma is for trying it out by yourself.
reviews = os.environ.get("REVIEWS", "I love it.\nIt broke at once.").splitlines()

# TODO: write one request a line, with a custom_id, and upload the lines as a file.
# TODO: create a batch, and ask every half second until it is completed.
# TODO: download the results, and print "NUMBER: reply" for each review, or "NUMBER: failed".

print(f"{len(reviews)} reviews are waiting.")
