"""A limit for one reply, and three replies at once."""

from openai import OpenAI

MODEL = "gpt-5.4-mini"

client = OpenAI()

story = client.chat.completions.create(
    model=MODEL,
    messages=[{"role": "user", "content": "Tell me a story."}],
    max_completion_tokens=40,
).choices[0]
print(story.message.content)
# `length` means that the limit cut the reply off; `stop` that it is whole.
print("finish_reason:", story.finish_reason)

pictures = client.chat.completions.create(
    model=MODEL,
    messages=[{"role": "user", "content": "Describe a picture that you would hang on your wall."}],
    n=3,  # one question, read and paid for once; three replies
)
for choice in pictures.choices:
    print(f"{choice.index + 1}. {choice.message.content}")
