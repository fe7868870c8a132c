from openai import OpenAI
client = OpenAI()

prompt = "Tell me a short story about a robot learning to feel emotions."

print("=== Experiment: Changing Temperature ===")
for temp in [0.0, 1.0]:
    response = client.chat.completions.create(
        model="gpt-4.1-nano",
        messages=[{"role": "user", "content": prompt}],
        temperature=temp,
        max_tokens=100
    )
    print(f"\nTemperature {temp}:\n{response.choices[0].message.content}")
