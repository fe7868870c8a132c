import time
from openai import OpenAI

client = OpenAI()

def get_response(prompt, max_retries=4):
    for i in range(max_retries):
        try:
            r = client.chat.completions.create(
                model="gpt-3.5-turbo",
                messages=[{"role": "user", "content": prompt}],
            )
            return r.choices[0].message.content
        except Exception as e:
            print(f"Error: {e}. Retrying...")
            time.sleep(0.5 * 2 ** i)
    return "Failed after several retries"

print(get_response("Hello, how are you?"))
