from pprint import pprint

from openai import OpenAI

pprint(OpenAI().responses.create(model="gpt-5.4-mini", input="Who was Ada Lovelace?").to_dict())
