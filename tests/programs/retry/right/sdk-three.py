import sys
import openai

client = openai.OpenAI(max_retries=3, timeout=20)

try:
    r = client.chat.completions.create(model="gpt-4.1", messages=[{"role": "user", "content": "Are you there?"}])
except openai.AuthenticationError as e:
    sys.exit(f"Please check your API key: {e.message}")
except openai.APIStatusError as e:
    sys.exit(f"The API keeps failing with status {e.status_code}, I give up.")

print(r.choices[0].message.content)
