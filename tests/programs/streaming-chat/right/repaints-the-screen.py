from openai import OpenAI

client = OpenAI()
chat_history = []

while True:
    prompt = input("Enter a prompt: ")
    if prompt == "exit" or prompt == "quit":
        break
    chat_history.append({"role": "user", "content": prompt})
    response_iterator = client.chat.completions.create(model="gpt-3.5-turbo", messages=chat_history, stream=True, max_tokens=150)

    collected_messages = []
    for chunk in response_iterator:
        collected_messages.append(chunk.choices[0].delta.content or "")
        print("\033[H\033[J", end="")           # clear the screen
        print("".join(collected_messages))      # show what we have until now

    full_reply_content = "".join(collected_messages)
    chat_history.append({"role": "assistant", "content": full_reply_content})
    print("\033[H\033[J", end="")
    print(f"GPT: {full_reply_content}")
