from openai import OpenAI
client = OpenAI()

history = []
user_message = input("Enter your message: ")
while user_message != 'quit' and user_message != 'exit':
    history.append({"role": "user", "content": user_message})
    full = ""
    for chunk in client.chat.completions.create(model="gpt-4o-mini", messages=history, stream=True):
        if chunk.choices[0].delta.content is not None:
            print(chunk.choices[0].delta.content)
            full = full + chunk.choices[0].delta.content
    history.append({"role": "assistant", "content": full})
    user_message = input("Enter your message: ")

print("Chat complete.")
