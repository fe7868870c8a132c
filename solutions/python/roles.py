"""Ask two questions in one conversation, under rules of our own."""

from openai import OpenAI

RULES = "You are a museum guide. Answer in one short sentence."
QUESTIONS = ["Who painted the Mona Lisa?", "When was he born?"]

client = OpenAI()
# The API remembers nothing: this list is the whole conversation. What stands at
# its head goes out with every request.
messages = [{"role": "system", "content": RULES}]

for question in QUESTIONS:
    messages.append({"role": "user", "content": question})
    completion = client.chat.completions.create(model="gpt-5.4-mini", messages=messages)
    reply = completion.choices[0].message.content
    print(f"> {question}")
    print(reply)
    # The model said it, so the role is `assistant`.
    messages.append({"role": "assistant", "content": reply})
