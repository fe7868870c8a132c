from openai import OpenAI

client = OpenAI()
total_in, total_out = 0, 0
for text in ["Name three birds.", "Name three fish."]:
    r = client.responses.create(model="gpt-4.1-mini", input=text)
    total_in += r.usage.input_tokens
    total_out += r.usage.output_tokens
    print(r.output_text)
    print(f"  in={r.usage.input_tokens} out={r.usage.output_tokens} total so far={total_in + total_out}")
