from openai import OpenAI
client = OpenAI()
messages = [{"role": "system", "content": "You are a librarian."},
            {"role": "user", "content": "Who wrote Dracula?"}]
print(client.chat.completions.create(model="gpt-5.4-mini", messages=messages).choices[0].message.content)
messages += [{"role": "assistant", "content": "Bram Stoker wrote it."}, {"role": "user", "content": "When was he born?"}]
print(client.chat.completions.create(model="gpt-5.4-mini", messages=messages).choices[0].message.content)
