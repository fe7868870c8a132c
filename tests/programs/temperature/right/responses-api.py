from openai import OpenAI

client = OpenAI()
for temperature in [0, 1]:
    r = client.responses.create(model="gpt-4.1-mini", input="Name a dessert.", temperature=temperature)
    print(temperature, r.output_text)
