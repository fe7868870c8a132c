# -*- coding: utf-8 -*-
# Übung 1 – mein erster API-Aufruf
import shutil
import textwrap
from openai import OpenAI

GRÜN, FETT, AUS = "\033[32m", "\033[1m", "\033[0m"

def kasten(titel, text, breite=46):
    print("┌─ " + FETT + titel + AUS + " " + "─" * (breite - len(titel) - 3) + "┐")
    for absatz in text.splitlines() or [""]:
        for zeile in textwrap.wrap(absatz, breite - 2) or [""]:
            print("│ " + GRÜN + zeile.ljust(breite - 1) + AUS + "│")
    print("└" + "─" * breite + "┘")

kunde = OpenAI()
antwort = kunde.chat.completions.create(
    model="gpt-4.1-mini",
    messages=[
        {"role": "system", "content": "Du bist ein freundlicher Assistent. Antworte auf Deutsch."},
        {"role": "user", "content": "Erkläre in einem Satz, was ein Sprachmodell ist."},
    ],
)
print("Frage gestellt, Terminalbreite:", shutil.get_terminal_size().columns)
kasten("Antwort", antwort.choices[0].message.content)
