from openai import OpenAI
client = OpenAI()

stream = client.chat.completions.create(
    model="gpt-4.1",
    messages=[{"role": "user", "content": "Tell me something nice."}],
    stream=True,
)
for chunk in stream:
    print(chunk.choices[0].delta.content, end="")
