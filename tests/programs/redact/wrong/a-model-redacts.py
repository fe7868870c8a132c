import os
from openai import OpenAI
c = OpenAI()
safe = c.responses.create(model="gpt-5.4-mini", input="Remove all personal data from this text: " + os.environ["MESSAGE"]).output_text
print(c.responses.create(model="gpt-5.4-mini", input=safe).output_text)
