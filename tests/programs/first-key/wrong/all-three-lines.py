import os
from openai import OpenAI
print("key: works / key: refused / key: missing")
if os.environ.get("OPENAI_API_KEY"):
    print(os.environ["OPENAI_API_KEY"][-4:])
    try:
        OpenAI().models.list()
    except Exception:
        pass
