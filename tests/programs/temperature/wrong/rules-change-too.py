from openai import OpenAI

client = OpenAI()
for temperature, rules in ((0, "Be sober and exact."), (1, "Be wild and playful.")):
    reply = client.chat.completions.create(
        model="gpt-5.4-mini",
        reasoning_effort="none",
        temperature=temperature,
        messages=[{"role": "system", "content": rules}, {"role": "user", "content": "Name a boat."}],
    )
    print(temperature, reply.choices[0].message.content)
