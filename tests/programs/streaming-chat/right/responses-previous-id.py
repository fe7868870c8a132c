from openai import OpenAI

client = OpenAI()
last_id = None

while True:
    question = input("? ")
    if question in ("quit", "exit"):
        break
    stream = client.responses.create(model="gpt-5.4-mini", input=question, previous_response_id=last_id, stream=True)
    for event in stream:
        if event.type == "response.output_text.delta":
            print(event.delta, end="", flush=True)
        elif event.type == "response.completed":
            last_id = event.response.id
    print()
