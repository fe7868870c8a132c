from openai import OpenAI

client = OpenAI()
conversation = "The following is a conversation with an AI assistant.\n\n"

while True:
    q = input("Human: ")
    if q == "quit" or q == "exit":
        break
    conversation += "Human: " + q + "\nAI: "
    stream = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": conversation}],
        stream=True,
        stop=["Human:"],
    )
    print("AI: ", end="")
    for chunk in stream:
        content = chunk.choices[0].delta.content
        if content:
            conversation += content
            print(content, end="", flush=True)
    conversation += "\n"
    print("\n")
