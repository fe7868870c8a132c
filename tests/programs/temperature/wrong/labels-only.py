from openai import OpenAI

client = OpenAI()
prompt = "Tell me a story about a dragon in two sentences."

for temperature in [0, 1]:
    response = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": prompt}],
    )
    print(f"Temperature {temperature}: {response.choices[0].message.content}")
