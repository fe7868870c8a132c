from openai import OpenAI

client = OpenAI()
chatHistory = [{"role": "system", "content": "You are a helpful assistant"}]

while True:
    user_input = input("\nUser: ")
    if user_input.lower() == "exit":
        break
    chatHistory.append({"role": "user", "content": user_input})
    stream = client.chat.completions.create(model="gpt-4o-mini", messages=chatHistory, stream=True)
    answer = ""
    for chunk in stream:
        if chunk.choices[0].delta.content is not None:
            print(chunk.choices[0].delta.content, end="", flush=True)
            answer += chunk.choices[0].delta.content
    chatHistory.append({"role": "assistant", "content": answer})
