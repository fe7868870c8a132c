from openai import OpenAI

client = OpenAI()

res = client.chat.completions.create(
  model = "gpt-4o-mini",
  messages = [
    {"role": "system", "content": "You are a marketing assistant"},
    {"role": "user", "content": "Slogan for a bakery"}
  ],
  n = 3,
  temperature = 1.2,
  top_p = 0.95,
  frequency_penalty = 0.5,
  presence_penalty = 0.5,
  stop = ["###"]
)

for i, choice in enumerate(res.choices, start=1):
    print(f"{i}) {choice.message.content}")
