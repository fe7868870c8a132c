from openai import OpenAI

MODELS = ["gpt-4o-mini", "gpt-4.1-mini", "gpt-4.1"]

model = input(f"Model ({', '.join(MODELS)}), Enter for {MODELS[0]}: ").strip()
if model not in MODELS:
    print("Using", MODELS[0])
    model = MODELS[0]

client = OpenAI()
history = []
while True:
    try:
        prompt = input(f"[{model}] ")
    except EOFError:
        print()
        break
    if prompt in ("quit", "exit"):
        break
    history.append({"role": "user", "content": prompt})
    whole = ""
    for c in client.chat.completions.create(model=model, messages=history, stream=True):
        if c.choices and c.choices[0].delta.content:
            whole += c.choices[0].delta.content
            print(c.choices[0].delta.content, end="", flush=True)
    print()
    history.append({"role": "assistant", "content": whole})
