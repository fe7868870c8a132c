# Plan B
# Lesson: lessons/21-second-provider.md
# Check:  workbook check switch-provider

"""Exercise switch-provider: two vendors, and a plan B."""

import os

from anthropic import Anthropic
from openai import OpenAI

first = os.environ.get("PROVIDER", "openai")
question = "What is a good plan B for a picnic?"

# TODO: write a function for each vendor that takes a question and returns a text.
# TODO: ask the first vendor; when it fails, ask the other one.
# TODO: print the reply, or say that nobody answers.

print(f"{first} would be asked first.")
