"""A chat in the terminal that shows each reply while it is being written."""

from openai import OpenAI

client = OpenAI()
messages = []  # the API remembers nothing: this list is the memory

print("Chat with the model. Type quit or exit to leave.")
while True:
    try:
        line = input("You: ").strip()
    except EOFError:  # end of input: Ctrl-D, or no more lines in a pipe
        print()
        break
    if line.lower() in ("quit", "exit"):
        break
    if not line:
        continue

    messages.append({"role": "user", "content": line})
    stream = client.chat.completions.create(
        model="gpt-5.4-mini",
        messages=messages,
        stream=True,
    )
    reply = ""
    print("Model: ", end="")
    for chunk in stream:
        # Some chunks carry no text: the first, the last, one with the usage.
        text = chunk.choices[0].delta.content if chunk.choices else None
        if text:
            # Without flush, Python keeps the text back until a line is full.
            print(text, end="", flush=True)
            reply += text
    print()
    messages.append({"role": "assistant", "content": reply})
