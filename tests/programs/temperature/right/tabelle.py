# Temperaturvergleich als Tabelle (deutsch)
from openai import OpenAI
import textwrap

klient = OpenAI()
frage = "Nenne einen Grund, früh aufzustehen."
spalte = 60

def zeile(links, rechts):
    zeilen = textwrap.wrap(rechts, spalte) or [""]
    for nr, teil in enumerate(zeilen):
        print(f"║ {links if nr == 0 else '':^10} ║ {teil:<{spalte}} ║")

print(f"╔{'═' * 12}╦{'═' * (spalte + 2)}╗")
zeile("Temperatur", "\033[1mAntwort\033[0m")
for temperatur in 0.0, 1.0:
    print(f"╠{'═' * 12}╬{'═' * (spalte + 2)}╣")
    a = klient.chat.completions.create(model="gpt-4o", temperature=temperatur,
                                       messages=[{"role": "user", "content": frage}])
    zeile(str(temperatur).replace(".", ","), a.choices[0].message.content)
print(f"╚{'═' * 12}╩{'═' * (spalte + 2)}╝")
