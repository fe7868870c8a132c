from openai import OpenAI

client = OpenAI(max_retries=0)


def ask(question):
    # TODO: survive 429 and 500: wait longer each time, obey Retry-After, give up at some point
    response = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": question}],
    )
    return response.choices[0].message.content


print(ask("What is exponential backoff?"))
