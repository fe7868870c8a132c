from openai import OpenAI
c = OpenAI()
r = c.responses.create(model="gpt-5.4-mini", input="Tell me a story.", max_output_tokens=20)
print(r.output_text)
print(r.status, r.incomplete_details.reason if r.incomplete_details else "")
for x in c.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Describe snow."}], n=3).choices:
    print("*", x.message.content)
