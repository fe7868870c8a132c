# Step-1 -> import libraries that required
from openai import OpenAI
from config import openai_key

# Step-2 -> Set which LLM api key want to use
client = OpenAI(api_key=openai_key)

# Step-3 -> Send request to model
response = client.chat.completions.create(
    model="gpt-4.1-nano",
    messages=[{"role": "user", "content": "Give one creative analogy to explain the concept of AI."}],
)
print(response.choices[0].message.content)
