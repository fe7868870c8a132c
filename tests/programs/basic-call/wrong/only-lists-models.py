from openai import OpenAI

client = OpenAI()
models = client.models.list()
print("Connected! First model:", models.data[0].id)
print("AI: Hello! How can I assist you today?")
