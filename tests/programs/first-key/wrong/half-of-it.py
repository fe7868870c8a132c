import os, sys
from openai import AuthenticationError, OpenAI
key = os.environ.get("OPENAI_API_KEY", "")
if not key:
    sys.exit("key: missing")
try:
    OpenAI().models.list()
    print(f"key: works (…{key[:14] + '...' + key[-4:]})")
except AuthenticationError as e:
    print(f"key: refused (…{key[:14] + '...' + key[-4:]})")
