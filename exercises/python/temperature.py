# Zero and one
# Lesson: lessons/09-temperature.md
# Check:  workbook check temperature

"""Exercise temperature: the same question at temperature 0 and at temperature 1."""

from openai import OpenAI

client = OpenAI()

QUESTION = "Invent a name for a small bakery. Reply with the name only."

# TODO: ask QUESTION at temperature 0, once or several times.
# TODO: ask QUESTION at temperature 1, equally often.
# TODO: print every reply, so that a reader sees which temperature it belongs to.

print("Nothing to compare yet.")
