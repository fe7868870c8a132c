import openai

client = openai.OpenAI()
question = "Finish this joke: A horse walks into a bar."


def ask(temperature):
    for model in ("o3-mini", "gpt-4o-mini"):
        try:
            r = client.chat.completions.create(
                model=model,
                messages=[{"role": "user", "content": question}],
                temperature=temperature,
            )
        except openai.BadRequestError as e:
            print(f"({model} does not like temperature {temperature}: {e.message})")
        else:
            return r.choices[0].message.content


low = ask(0)
high = ask(1)
print("0 ->", low)
print("1 ->", high)
