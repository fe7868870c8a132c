import os, traceback
from anthropic import Anthropic
from openai import OpenAI
messages = [{"role": "user", "content": "What is a good plan B for a picnic?"}]
def openai(): return OpenAI(max_retries=0).chat.completions.create(model="gpt-5.4-mini", messages=messages).choices[0].message.content
def anthropic(): return Anthropic(max_retries=0).messages.create(model="claude-haiku-5-5", max_tokens=300, messages=messages).content[0].text
order = [openai, anthropic] if os.environ["PROVIDER"] == "openai" else [anthropic, openai]
for ask in order:
    try:
        print(ask()); break
    except Exception:
        traceback.print_exc()
else:
    print("No vendor is reachable right now.")
