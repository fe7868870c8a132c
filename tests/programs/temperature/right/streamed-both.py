from openai import OpenAI

client = OpenAI()

def show(temp):
    print(f"\n----- temperature = {temp} -----")
    for chunk in client.chat.completions.create(
        model="gpt-4.1",
        messages=[{"role": "user", "content": "Continue: Once upon a time"}],
        temperature=temp,
        stream=True,
    ):
        if chunk.choices and chunk.choices[0].delta.content:
            print(chunk.choices[0].delta.content, end="", flush=True)
    print()

show(0)
show(1)
