from openai import OpenAI, BadRequestError

client = OpenAI()
try:
    r = client.chat.completions.create(
        model="gpt-5-mini",
        messages=[{"role": "user", "content": "Summarise Hamlet."}],
        max_tokens=200,
        temperature=0.2,
    )
    print(r.choices[0].message.content)
except BadRequestError as e:
    print("bad request:", e.message)
