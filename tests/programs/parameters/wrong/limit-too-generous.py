from openai import OpenAI
r = OpenAI().chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Describe rain."}], n=3, max_completion_tokens=500)
for c in r.choices: print(c.finish_reason, c.message.content)
