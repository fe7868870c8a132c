from openai import OpenAI
client = OpenAI()
rid = None
for event in client.responses.create(model="gpt-5.4-mini", instructions="Be a teacher.", input="Name a planet.", stream=True):
    if event.type == "response.output_text.delta":
        print(event.delta, end="", flush=True)
    elif event.type == "response.completed":
        rid = event.response.id
print()
print(client.responses.create(model="gpt-5.4-mini", instructions="Be a pupil.", input="Has it rings?", previous_response_id=rid).output_text)
