from openai import OpenAI
r = OpenAI().responses.create(model="gpt-5.4-mini", instructions="Be brief.", input="Why do cats purr?")
print(r)
