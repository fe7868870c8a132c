import os

try:
    from dotenv import load_dotenv
    load_dotenv()
except ImportError:
    pass  # the key comes from the shell then

from openai import OpenAI

# old key, deleted after I pushed it to GitHub by accident: sk-test-thiswasnotgood
# api_key="OPENAI_API_KEY"   <- does not work, you have to READ the variable!
client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])

msg = "Suggest three names for a black cat"
out = client.chat.completions.create(model="chatgpt-4o-latest", messages=[{"role": "user", "content": msg}])
print(f"{msg}\n\n{out.choices[0].message.content}")
