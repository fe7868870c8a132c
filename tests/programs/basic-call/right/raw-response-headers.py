from openai import OpenAI

client = OpenAI(timeout=20, max_retries=0)
raw = client.chat.completions.with_raw_response.create(
    model="gpt-4.1-nano",
    messages=[
        {"role": "developer", "content": "Answer in plain text."},
        {"role": "user", "content": [{"type": "text", "text": "What is the capital of Peru?"}]},
    ],
    temperature=0,
    max_completion_tokens=60,
    seed=42,
    user="learner-1",
)
print("request id:", raw.headers.get("x-request-id"))
print("remaining requests:", raw.headers.get("x-ratelimit-remaining-requests"))
completion = raw.parse()
print(completion.choices[0].message.content.strip())
