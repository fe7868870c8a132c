import os, re
from openai import OpenAI
t = re.sub(r"\S+@\S+", "[MAIL]", os.environ["MESSAGE"])
t = re.sub(r"(?:\d{4}[ -]?){3}(\d{4})", r"[CARD ending in \1]", t)
t = re.sub(r"[+(]\d[\d() -]{8,}\d", "[TEL]", t)
print(OpenAI().chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": t}]).choices[0].message.content)
