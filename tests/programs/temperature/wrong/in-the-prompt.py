from openai import OpenAI

client = OpenAI()

def ask(temperature):
    r = client.chat.completions.create(
        model="gpt-4o",
        messages=[
            {"role": "system", "content": f"Use a temperature of {temperature}."},
            {"role": "user", "content": "Describe the colour blue."},
        ],
    )
    return r.choices[0].message.content

print("T=0:", ask(0))
print("T=1:", ask(1))
