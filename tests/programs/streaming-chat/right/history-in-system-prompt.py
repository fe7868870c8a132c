from openai import OpenAI

client = OpenAI()
memory = []  # (question, answer)

print("Ask me anything ('exit' to stop)")
while True:
    try:
        question = input("Q: ")
    except EOFError:
        break
    if question.lower() in ["exit", "quit", "stop"]:
        break
    log = "\n".join(f"- they asked: {q}\n- you said: {a}" for q, a in memory)
    answer = ""
    for part in client.chat.completions.create(
        model="gpt-4o",
        messages=[
            {"role": "system", "content": "You are a tutor. What happened before:\n" + log},
            {"role": "user", "content": question},
        ],
        stream=True,
    ):
        bit = part.choices[0].delta.content or ""
        answer += bit
        print(bit, end="", flush=True)
    print()
    memory.append((question, answer))
