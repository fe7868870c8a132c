from openai import OpenAI, APIError

client = OpenAI()
try:
    print(
        client.with_options(max_retries=5)
        .chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "hello?"}])
        .choices[0]
        .message.content
    )
except APIError as error:
    print("Sorry, the service is not available:", error)
