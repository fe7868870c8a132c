from openai import OpenAI
client = OpenAI()
completion = client.chat.completions.create(
  model="gpt-4o-mini",
  messages=[{"role": "user", "content": "Say: Hello world!"}]
)

openai_response = completion.choices[0].message

print(openai_response)
