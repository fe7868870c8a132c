# Pace yourself
# Lesson: lessons/11-rate-limits-budgets.md
# Check:  workbook check pacing

"""Exercise pacing: five questions, and no 429."""

from openai import OpenAI

client = OpenAI()

QUESTIONS = [f"Give me fun fact number {number} about the sea." for number in range(1, 6)]

for question in QUESTIONS:
    # TODO: ask the question, so that you get the headers too, and print the reply.
    # TODO: when no request remains, wait as long as the reset header says.
    print(f"Not asked yet: {question}")
