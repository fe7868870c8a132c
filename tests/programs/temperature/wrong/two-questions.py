from openai import OpenAI

client = OpenAI()

factual = client.chat.completions.create(
    model="gpt-4o-mini", temperature=0,
    messages=[{"role": "user", "content": "What is the capital of Australia?"}])
creative = client.chat.completions.create(
    model="gpt-4o-mini", temperature=1,
    messages=[{"role": "user", "content": "Write a poem about kangaroos."}])

print("FACTUAL (0.0):", factual.choices[0].message.content)
print("CREATIVE (1.0):", creative.choices[0].message.content)
