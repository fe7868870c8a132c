from openai import OpenAI
client = OpenAI()
prev = None
for _ in range(2):
    r = client.responses.create(model="gpt-5.4-mini", instructions="Short.", input="Name a planet.", previous_response_id=prev)
    print(r.output_text); prev = r.id
