import openai

client = openai.OpenAI()
prompts = ["Hello!", "How are you?", "Goodbye!", "One more thing: what is 2+2?"]

inp = out = 0
for p in prompts:
    u = client.chat.completions.create(model="gpt-3.5-turbo-1106", messages=[{"role": "user", "content": p}]).usage
    inp, out = inp + u.prompt_tokens, out + u.completion_tokens

print("Input tokens :", inp)
print("Output tokens:", out)
print("All together :", inp + out)
