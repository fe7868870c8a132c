from openai import OpenAI

client = OpenAI()
verlauf = [{"role": "system", "content": "Antworte auf Deutsch."}]
gesamt = 0

while True:
    try:
        eingabe = input("Du: ")
    except EOFError:
        print("\nTschüss!")
        break
    if eingabe.strip().lower() in ("ende", "quit", "exit", "tschüss"):
        print("Tschüss!")
        break
    verlauf.append({"role": "user", "content": eingabe})
    print("KI: ", end="", flush=True)
    antwort = ""
    for stück in client.chat.completions.create(
        model="gpt-4o", messages=verlauf, stream=True, stream_options={"include_usage": True}
    ):
        if stück.usage:
            gesamt += stück.usage.total_tokens
            print(f"\n    ({stück.usage.prompt_tokens} + {stück.usage.completion_tokens} Token, insgesamt {gesamt})")
        if stück.choices and stück.choices[0].delta.content:
            antwort += stück.choices[0].delta.content
            print(stück.choices[0].delta.content, end="", flush=True)
    verlauf.append({"role": "assistant", "content": antwort})
