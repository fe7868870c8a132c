import sys, time
from openai import OpenAI

def type_out(text, pause=0.004):
    for ch in text:
        sys.stdout.write(ch)
        sys.stdout.flush()
        time.sleep(pause)

client = OpenAI()
msgs = [{"role": "system", "content": "Eres un asistente amable. Responde en español."}]
type_out("¡Hola! Escribe «salir» o «quit» para terminar.\n")
while True:
    try:
        texto = input("Tú: ")
    except EOFError:
        break
    if texto.lower() in ("salir", "quit", "exit"):
        break
    msgs.append({"role": "user", "content": texto})
    respuesta = ""
    type_out("IA: ")
    for trozo in client.chat.completions.create(model="gpt-4o-mini", messages=msgs, stream=True):
        contenido = trozo.choices[0].delta.content or ""
        type_out(contenido)
        respuesta += contenido
    print()
    msgs.append({"role": "assistant", "content": respuesta})
type_out("¡Adiós!\n")
