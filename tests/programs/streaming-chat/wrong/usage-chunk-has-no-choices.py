from openai import OpenAI

client = OpenAI()
messages = []
while True:
    try:
        line = input("> ")
    except EOFError:
        break
    if line in ("quit", "exit"):
        break
    messages.append({"role": "user", "content": line})
    whole = ""
    for chunk in client.chat.completions.create(model="gpt-5.4-mini", messages=messages, stream=True, stream_options={"include_usage": True}):
        piece = chunk.choices[0].delta.content or ""
        whole += piece
        print(piece, end="", flush=True)
    print()
    messages.append({"role": "assistant", "content": whole})
