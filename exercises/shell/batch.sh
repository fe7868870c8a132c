#!/usr/bin/env bash
# Half the price
# Lesson: lessons/16-many-at-once.md
# Check:  workbook check batch

# Exercise batch: send a list of reviews through the batch endpoint.

base_url="${OPENAI_BASE_URL:-https://api.openai.com/v1}"

# The text behind :- is for trying it out by yourself.
reviews="${REVIEWS:-I love it.}"

# TODO: write one request a line, with a custom_id, and upload the lines as a file.
# TODO: create a batch, and ask every half second until it is completed.
# TODO: download the results, and print "NUMBER: reply" for each review, or "NUMBER: failed".

echo "The reviews are waiting."
