from openai import OpenAI

client = OpenAI()
while True:
    q = input("? ")
    if q in ("quit", "exit"):
        break
    for event in client.responses.create(model="gpt-4.1-mini", input=q, stream=True):
        if event.type == "response.output_text.delta":
            print(event.delta, end="", flush=True)
    print()
