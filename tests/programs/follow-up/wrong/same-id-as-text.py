from openai import OpenAI
client = OpenAI()
a = client.responses.create(model="gpt-5.4-mini", instructions="Short.", input="Name a planet.")
print(a.output_text)
b = client.responses.create(model="gpt-5.4-mini", instructions="Short.", input=f"(Earlier: {a.id}) Has it rings?")
print(b.output_text)
