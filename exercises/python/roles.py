# A guide with manners
# Lesson: lessons/05-messages-roles.md
# Check:  workbook check roles

"""Exercise roles: rules for the model, and two questions in one conversation."""

from openai import OpenAI

client = OpenAI()

messages = []  # the conversation so far

# TODO: put your rules into the list, as a system message.
# TODO: add a first question, send the list, print the reply.
# TODO: add the reply to the list, in the role of the one who said it.
# TODO: add a second question that needs the first, send the list, print the reply.

print("Nobody has said anything yet.")
