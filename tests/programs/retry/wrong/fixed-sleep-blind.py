import openai, time

client = openai.OpenAI(max_retries=0)

def get_completion(prompt, retries=5):
    while retries > 0:
        try:
            return client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": prompt}]).choices[0].message.content
        except Exception as e:
            print(e)
            retries -= 1
            time.sleep(0.5)
    return "Could not get a completion."

print(get_completion("Hello"))
