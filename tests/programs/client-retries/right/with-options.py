from openai import OpenAI
client = OpenAI()
patient = client.with_options(max_retries=6, timeout=10.0)
try:
    print(patient.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Hi"}]).choices[0].message.content)
except Exception as e:
    print("gave up:", e)
