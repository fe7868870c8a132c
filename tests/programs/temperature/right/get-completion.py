import openai
import os

openai.api_key = os.getenv('OPENAI_API_KEY')

def get_completion(prompt, model="gpt-3.5-turbo", temperature=0):
    messages = [{"role": "user", "content": prompt}]
    response = openai.chat.completions.create(
        model=model,
        messages=messages,
        temperature=temperature,
    )
    return response.choices[0].message.content

prompt = f"""
Suggest 4 fast food company names.
"""

# low temperature (more focused and deterministic)
for i in range(3):
    print(f"Response with low temperature (0) {i}:\n", get_completion(prompt))

# default temperature (balanced and creative)
for i in range(3):
    print(f"Response with default temperature (1) {i}:\n", get_completion(prompt, temperature=1))
