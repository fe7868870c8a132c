import openai
text = openai.OpenAI().chat.completions.create(model="gpt-4.1", messages=[{"role": "user", "content": "Describe the moon"}]).choices[0].message.content
print("received", len(text), "characters,", len(text.split()), "words")
