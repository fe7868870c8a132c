"""Make one chat completion call and print the reply's text."""
from openai import OpenAI

client = OpenAI()

# TODO: call client.chat.completions.create(...) with a model and messages

# TODO: print the text of the reply
