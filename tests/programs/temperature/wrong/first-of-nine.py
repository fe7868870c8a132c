from openai import OpenAI

client = OpenAI()
for temperature in (0, 1):
    reply = client.chat.completions.create(
        model="gpt-5.4-mini",
        reasoning_effort="none",
        n=9,
        temperature=temperature,
        messages=[{"role": "user", "content": "Name a boat."}],
    )
    print(temperature, reply.choices[0].message.content)
