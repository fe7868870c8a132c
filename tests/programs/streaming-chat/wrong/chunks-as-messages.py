from openai import OpenAI

client = OpenAI()

chatHistory = [{"role": "system", "content": "You are a poet"}]

while True:
    user_input = input("\nUser: ")
    if user_input.lower() in ("quit", "exit"):
        break
    chatHistory.append({"role": "user", "content": user_input})
    stream = client.chat.completions.create(model="gpt-4o-mini", messages=chatHistory, stream=True)
    for chunk in stream:
        if chunk.choices[0].delta.content is not None:
            print(chunk.choices[0].delta.content, end="", flush=True)
            chatHistory.append({"role": "assistant", "content": chunk.choices[0].delta.content})
