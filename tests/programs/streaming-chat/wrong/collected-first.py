from openai import OpenAI

client = OpenAI()

def get_response(conversation):
    stream = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=conversation,
        stream=True,
    )
    response = ""
    for chunk in stream:
        if chunk.choices[0].delta.content is not None:
            response += chunk.choices[0].delta.content
    return response

conversation = []
user_message = input("Enter your message: ")
while user_message not in ("quit", "exit"):
    conversation.append({"role": "user", "content": user_message})
    response = get_response(conversation)
    print(response)
    conversation.append({"role": "assistant", "content": response})
    user_message = input("Enter your message: ")
