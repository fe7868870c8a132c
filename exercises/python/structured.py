# Bookings
# Lesson: lessons/19-structured-output.md
# Check:  workbook check structured

"""Exercise structured: take a booking out of a message and compute its price."""

import os

from openai import OpenAI

client = OpenAI()

NIGHT = 80
message = os.environ.get("MESSAGE", "Three nights in Oslo for Ada Blom, please!")

# TODO: ask for customer, city and nights, with a strict JSON schema.
# TODO: look at the refusal and at the reason why the reply ended.
# TODO: parse the reply, check the nights, print the fields and the total.

print("No booking has been made.")
