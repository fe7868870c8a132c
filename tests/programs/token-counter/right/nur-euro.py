from openai import OpenAI

client = OpenAI()
summe = {"ein": 0, "aus": 0}
for frage in ("Was ist eine Boje?", "Was ist eine Mole?"):
    usage = client.chat.completions.create(
        model="gpt-5.4-mini", messages=[{"role": "user", "content": frage}]
    ).usage
    summe["ein"] += usage.prompt_tokens
    summe["aus"] += usage.completion_tokens
    print(f"ein {usage.prompt_tokens}, aus {usage.completion_tokens}")
euro = (summe["ein"] * 0.75 + summe["aus"] * 4.5) / 1e6 * 0.91
print(f"Token: {sum(summe.values())}")
print("Kosten: " + f"{euro:.6f}".replace(".", ",") + " €")
