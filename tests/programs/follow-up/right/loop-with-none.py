from openai import OpenAI
client = OpenAI()
prev = None
for q in ["Name a planet.", "How many moons does it have?", "Which is the largest?"]:
    kw = {"previous_response_id": prev} if prev else {}
    r = client.responses.create(model="gpt-5.4-mini", instructions="One sentence.", input=q, **kw)
    prev = r.id
    print(f"{q}\n   {r.output_text}")
