from openai import OpenAI
client = OpenAI()

total = 0
for q in ["Hello", "Goodbye"]:
    response = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q}])
    total += response["usage"]["total_tokens"]
    print(response["usage"]["prompt_tokens"], response["usage"]["completion_tokens"], total)
