from openai import OpenAI

client = OpenAI()
messages = [{"role": "system", "content": "You are a friendly tutor."}]
session_in = session_out = 0

print("Chat with token meter. Empty line or Ctrl-D to stop.")
while True:
    try:
        line = input("you> ")
    except EOFError:
        break
    if not line:
        break
    messages.append({"role": "user", "content": line})
    r = client.chat.completions.create(model="gpt-4o-mini", messages=messages)
    messages.append({"role": "assistant", "content": r.choices[0].message.content})
    session_in += r.usage.prompt_tokens
    session_out += r.usage.completion_tokens
    print("bot>", r.choices[0].message.content)
    print(f"     this turn {r.usage.prompt_tokens}+{r.usage.completion_tokens}, session {session_in}+{session_out}")

print("\nTotal input:", session_in, "\nTotal output:", session_out)
