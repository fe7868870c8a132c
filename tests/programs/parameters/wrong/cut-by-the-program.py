from openai import OpenAI
c = OpenAI()
t = c.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Tell me a story."}]).choices[0]
words = t.message.content.split()
print(" ".join(words[:20]), "-> finish_reason:", "length" if len(words) > 20 else "stop")
for x in c.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Describe snow."}], n=3).choices: print(x.message.content)
