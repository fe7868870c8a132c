import os
import openai

openai.api_key = os.getenv("OPENAI_API_KEY")

response = openai.chat.completions.create(model="gpt-3.5-turbo", messages=[{"role": "user", "content": "Hello World!"}])
ai_response = response.choices[0].message.content
print("OpenAI says :\n" + ai_response)
