from openai import OpenAI

client = OpenAI()

chatHistory = []
chatHistory.append({"role": "system", "content": "You are my study buddy"})

while True:
    user_input = input("\nUser: ")
    if user_input.lower() in ("stop", "quit", "exit"):
        break
    chatHistory.append({"role": "user", "content": user_input})
    answer = ""
    for chunk in client.chat.completions.create(model="gpt-3.5-turbo", messages=chatHistory, stream=True):
        if chunk.choices[0].delta.content is not None:
            print(chunk.choices[0].delta.content, end="", flush=True)
            answer += chunk.choices[0].delta.content
    chatHistory.append({"role": "system", "content": answer})
