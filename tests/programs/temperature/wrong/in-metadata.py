from openai import OpenAI
client = OpenAI()

for temp in ("0", "1"):
    completion = client.chat.completions.create(
        model="gpt-4o",
        messages=[{"role": "user", "content": "Pick a random fruit"}],
        metadata={"temperature": temp},
        extra_headers={"X-Temperature": temp},
    )
    print("temperature", temp, ":", completion.choices[0].message.content)
