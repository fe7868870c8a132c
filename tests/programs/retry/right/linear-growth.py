import time
from openai import OpenAI, OpenAIError, RateLimitError, InternalServerError

client = OpenAI(max_retries=0)

def frage(text, versuche=6):
    for nr in range(versuche):
        try:
            a = client.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "user", "content": text}])
            return a.choices[0].message.content
        except (RateLimitError, InternalServerError) as fehler:
            pause = 0.6 * (nr + 1)                      # 0.6, 1.2, 1.8, ...
            wunsch = fehler.response.headers.get("retry-after")
            if wunsch is not None and float(wunsch) > pause:
                pause = float(wunsch)
            print(f"Versuch {nr + 1} fehlgeschlagen, ich warte {pause:.1f} Sekunden".replace(".", ","))
            time.sleep(pause)
        except OpenAIError as fehler:
            return f"Das hat keinen Sinn: {fehler}"
    return "Leider keine Antwort, ich gebe auf."

print(frage("Wie spät ist es?"))
