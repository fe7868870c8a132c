"""A chat that stays cheap however long it becomes."""

from openai import OpenAI

# The rules stand outside of the history, so they cannot be cut off with it.
RULES = {"role": "system", "content": "You are a patient gardener. Answer in a few sentences."}
TURNS_SENT = 2  # whole turns: a line and its reply

client = OpenAI()
history = []

while True:
    try:
        line = input("You: ").strip()
    except EOFError:  # end of input: Ctrl-D, or no more lines in a pipe
        break
    if line.lower() in ("quit", "exit"):
        break
    if not line:
        continue

    question = {"role": "user", "content": line}
    completion = client.chat.completions.create(
        model="gpt-5.4-mini",
        messages=[RULES, *history[-2 * TURNS_SENT :], question],
    )
    reply = completion.choices[0].message.content
    print("Model:", reply)
    print(f"({completion.usage.prompt_tokens} input tokens)")
    history += [question, {"role": "assistant", "content": reply}]
