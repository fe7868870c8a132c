from openai import OpenAI

client = OpenAI()
rules = "You are a museum guide."
first = client.responses.create(model="gpt-5.4-mini", instructions=rules, input="Who painted Guernica?")
print(first.output_text)
second = client.responses.create(model="gpt-5.4-mini", instructions=rules, input="When?", previous_response_id=first.id)
print(second.output_text)
