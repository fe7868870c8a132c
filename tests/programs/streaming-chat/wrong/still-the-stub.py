from openai import OpenAI

client = OpenAI()
messages = []

while True:
    try:
        line = input("You: ")
    except EOFError:
        break
    if line in ("quit", "exit"):
        break
    # TODO: add the line to the messages, stream the reply, show each piece, remember the reply
