from openai import OpenAI

print = __import__("functools").partial(print, flush=True)
client = OpenAI()
messages = []

while (q := input("\nme: ")) not in ("quit", "exit"):
    messages.append({"role": "user", "content": q})
    with client.chat.completions.stream(model="gpt-4o-2024-08-06", messages=messages) as stream:
        for event in stream:
            if event.type == "content.delta":
                print(event.delta, end="")
    print()
    messages.append({"role": "assistant", "content": stream.get_final_completion().choices[0].message.content})
