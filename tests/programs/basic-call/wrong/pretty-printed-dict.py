from pprint import pprint

from openai import OpenAI

reply = OpenAI().chat.completions.create(
    model="gpt-5.4-mini", messages=[{"role": "user", "content": "Who was Ada Lovelace?"}]
)
pprint(reply.to_dict())
