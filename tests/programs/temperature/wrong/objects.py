import openai

client = openai.OpenAI()
for t in (0, 1):
    response = client.chat.completions.create(
        model="gpt-3.5-turbo",
        messages=[{"role": "user", "content": "What is the meaning of life?"}],
        temperature=t,
        max_tokens=150,
    )
    print("Temprature =", t, "\n")
    print(response)
