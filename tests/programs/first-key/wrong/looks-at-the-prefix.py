import os
key = os.environ.get("OPENAI_API_KEY", "")
if not key: print("key: missing")
elif key.startswith("sk-") and len(key) > 20: print("key: works", key[-4:])
else: print("key: refused", key[-4:])
