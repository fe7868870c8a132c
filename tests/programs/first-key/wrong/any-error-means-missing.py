import os
from openai import OpenAI

try:
    OpenAI().models.list()
    print("key: works", os.environ["OPENAI_API_KEY"][-4:])
except Exception as e:
    print("key: missing")
