from openai import OpenAI

client = OpenAI()
prices = {"gpt-5.4-mini": (0.75, 4.5), "gpt-4.1": (2, 8), "gpt-4.1-mini": (0.4, 1.6)}
inputs = outputs = 0
for question in ("What is a buoy?", "What is a pier?"):
    usage = client.chat.completions.create(
        model="gpt-5.4-mini", messages=[{"role": "user", "content": question}]
    ).usage
    inputs, outputs = inputs + usage.prompt_tokens, outputs + usage.completion_tokens
print(f"in {inputs}, out {outputs}")
for name, (per_input, per_output) in prices.items():
    cost = (inputs * per_input + outputs * per_output) / 1e6
    print(f"{name}: ${cost:.6f}, for a thousand such runs ${cost * 1000:.2f}")
