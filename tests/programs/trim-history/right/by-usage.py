from openai import OpenAI
client = OpenAI()
RULES = [{"role": "system", "content": "You help with gardens."}]
history = []
BUDGET = 400

def estimate(ms):
    return sum(len(m["content"]) // 3 + 6 for m in ms)

while True:
    try:
        line = input("> ")
    except EOFError:
        break
    if line.strip().lower() in ("quit", "exit"):
        print("bye"); break
    history.append({"role": "user", "content": line})
    while estimate(RULES + history) > BUDGET and len(history) > 3:
        del history[:2]
    c = client.chat.completions.create(model="gpt-5.4-mini", messages=RULES + history, stream=True, stream_options={"include_usage": True})
    answer = ""
    for chunk in c:
        if chunk.choices:
            answer += chunk.choices[0].delta.content or ""
            print(chunk.choices[0].delta.content or "", end="", flush=True)
        elif chunk.usage:
            print(f"  [{chunk.usage.prompt_tokens}]")
    history.append({"role": "assistant", "content": answer})
