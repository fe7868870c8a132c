from openai import OpenAI
c = OpenAI()
for i in range(3):
    x = c.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Describe snow."}], max_completion_tokens=40, n=1).choices[0]
    print(x.finish_reason, x.message.content)
