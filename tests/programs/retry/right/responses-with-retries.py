import openai

client = openai.OpenAI(max_retries=5)
try:
    print(client.responses.create(model="gpt-5.4-mini", input="Are you awake?").output_text)
except openai.APIError as e:
    print(f"{type(e).__name__}: {e}")
