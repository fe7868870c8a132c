from openai import OpenAI

def ask(question):
    try:
        client = OpenAI()
        response = client.chat.completions.create(model="gpt-4o-mini", messages=question)
        return response.choices[0].message.content
    except Exception:
        return ""

print("Answer:", ask("What is the meaning of life?"))
