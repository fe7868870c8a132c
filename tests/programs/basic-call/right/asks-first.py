from openai import OpenAI

client = OpenAI()

name = input("What's your name? ")
question = input(f"Hi {name}! What do you want to ask? ")
if not question:
    question = "What is a large language model?"

result = client.chat.completions.create(
    model="gpt-4o-mini",
    messages=[
        {"role": "system", "content": "The user is called " + name},
        {"role": "user", "content": question},
    ],
)
print()
print("AI:", result.choices[0].message.content)
input("Press Enter to close ...")
