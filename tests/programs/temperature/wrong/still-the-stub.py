from openai import OpenAI

client = OpenAI()
question = "Invent a name for a tea shop."

# TODO: ask the question at temperature 0 and print the reply

# TODO: ask the same question at temperature 1 and print the reply
