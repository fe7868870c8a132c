from openai import OpenAI

client = OpenAI()
messages = [{"role": "user", "content": input("Type in your prompt:\n")}]

stream = client.chat.completions.create(
    model="gpt-3.5-turbo",
    messages=messages,
    stream=True,
)
for chunk in stream:
    print(chunk.choices[0].delta.content or "", end="", flush=True)
