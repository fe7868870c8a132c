# Token-Zähler mit deutschen Zahlen (1.234,56)
from openai import OpenAI

def zahl(n):
    return f"{n:,}".replace(",", ".")

def geld(x):
    return f"{x:.6f}".replace(".", ",") + " $"

klient = OpenAI()
summe_ein, summe_aus = 0, 0
for frage in ["Was ist ein Token?", "Warum kosten Ausgaben mehr als Eingaben?"]:
    antwort = klient.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "user", "content": frage}])
    print("»", antwort.choices[0].message.content)
    verbrauch = antwort.usage
    summe_ein += verbrauch.prompt_tokens
    summe_aus += verbrauch.completion_tokens
    print(f"Eingabe: {zahl(verbrauch.prompt_tokens)}   Ausgabe: {zahl(verbrauch.completion_tokens)}")
    print(f"Summe bisher: {zahl(summe_ein + summe_aus)} Token")

print("Kosten:", geld(summe_ein * 0.40 / 1_000_000 + summe_aus * 1.60 / 1_000_000))
