from openai import OpenAI

client = OpenAI()
total = 0
for q in ["Tell me about bees", "Tell me about ants"]:
    usage = None
    for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}], stream=True):
        usage = chunk.usage
    try:
        total += usage.total_tokens
        print(usage.prompt_tokens, usage.completion_tokens, total)
    except AttributeError:
        print("no usage?!", total)
