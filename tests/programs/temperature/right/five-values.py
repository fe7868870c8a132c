from openai import OpenAI

client = OpenAI()
TEMPERATURES = [i / 4 for i in range(0, 6)]  # 0.0 0.25 ... 1.25
messages = [
    {"role": "system", "content": "You are a creative writer."},
    {"role": "user", "content": "Describe a sunset over the ocean in one sentence."},
]
results = {
    t: client.chat.completions.create(model="gpt-4o", messages=messages, temperature=t).choices[0].message.content
    for t in TEMPERATURES
}
for t, text in sorted(results.items(), reverse=True):
    print(f"{t:>5.2f} | {text}")
