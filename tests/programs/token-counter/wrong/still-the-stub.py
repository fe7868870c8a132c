from openai import OpenAI

client = OpenAI()
prompts = ["What is a token?", "Why do tokens cost money?"]

total = 0
for prompt in prompts:
    # TODO: make the call, print its input and output tokens, add them to the total
    pass

print("total:", total)
