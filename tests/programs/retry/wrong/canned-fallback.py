from openai import OpenAI, OpenAIError

client = OpenAI(max_retries=1)
try:
    text = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Tell me a joke"}]).choices[0].message.content
except OpenAIError:
    text = "Why did the chicken cross the road? To get to the other side!"
print(text)
