from openai import OpenAI

client = OpenAI()
vector = client.embeddings.create(model="text-embedding-3-small", input="a lighthouse")
inputs, outputs = vector.usage.prompt_tokens, 0
print("embedding:", inputs)
for question in ("What is a buoy?", "What is a pier?"):
    usage = client.chat.completions.create(
        model="gpt-5.4-mini", messages=[{"role": "user", "content": question}]
    ).usage
    inputs += usage.prompt_tokens
    outputs += usage.completion_tokens
    print("chat:", usage.prompt_tokens, usage.completion_tokens)
print("all together:", inputs + outputs)
