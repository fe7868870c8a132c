from openai import OpenAI
OpenAI(max_retries=6, timeout=12).chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Hi"}])
