from openai import OpenAI

client = OpenAI()

while True:
    question = input("Ask me: ")
    if question == "quit" or question == "exit":
        print("Goodbye!")
        break
    stream = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[
            {"role": "system", "content": "You are a helpful assistant."},
            {"role": "user", "content": question},
        ],
        stream=True,
    )
    for chunk in stream:
        if chunk.choices[0].delta.content is not None:
            print(chunk.choices[0].delta.content, end="", flush=True)
    print()
