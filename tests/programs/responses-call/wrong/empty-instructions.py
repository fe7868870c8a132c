from openai import OpenAI
r = OpenAI().responses.create(model="gpt-5.4-mini", instructions="", input="You are brief. Why do cats purr?")
print(r.output_text)
