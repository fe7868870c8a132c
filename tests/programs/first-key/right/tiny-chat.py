from openai import OpenAI, AuthenticationError
import os

def check_key():
    api_key = os.getenv("OPENAI_API_KEY")
    if not api_key:
        return "missing"
    client = OpenAI(api_key=api_key)
    try:
        client.chat.completions.create(
            model="gpt-5.4-mini",
            messages=[{"role": "user", "content": "ping"}],
            max_completion_tokens=16,
        )
    except AuthenticationError as e:
        print("Server said:", e.message)
        return "refused"
    return "works"

masked = (os.getenv("OPENAI_API_KEY") or "")[-4:]
print("using key ****" + masked)
print("key:", check_key())
