from openai import OpenAI, APIStatusError

client = OpenAI(max_retries=0)

for i in range(20):
    try:
        r = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
        print(r.choices[0].message.content)
        break
    except APIStatusError as e:
        print("error", e.status_code, "- trying again")
        continue
else:
    print("did not work")
