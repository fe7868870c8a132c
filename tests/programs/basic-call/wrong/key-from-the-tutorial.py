import openai

openai.api_key = "sk-your-key-here"

try:
    r = openai.chat.completions.create(model="gpt-3.5-turbo", messages=[{"role": "user", "content": "Hi"}])
    print(r.choices[0].message.content)
except Exception as e:
    print("Error:", e)
