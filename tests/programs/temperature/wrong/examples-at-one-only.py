from openai import OpenAI

client = OpenAI()
examples = [{"role": "user", "content": "Name a horse."}, {"role": "assistant", "content": "Juniper"}]
for temperature in (0, 1):
    before = [] if temperature == 0 else examples
    reply = client.chat.completions.create(
        model="gpt-5.4-mini",
        reasoning_effort="none",
        temperature=temperature,
        messages=before + [{"role": "user", "content": "Name a boat."}],
    )
    print(temperature, reply.choices[0].message.content)
