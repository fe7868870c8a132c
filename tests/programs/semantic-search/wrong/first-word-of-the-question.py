import os
from openai import OpenAI

client = OpenAI()
passages = os.environ["PASSAGES"].splitlines()
question = os.environ["QUESTION"].split()[0]

vectors = [d.embedding for d in client.embeddings.create(model="text-embedding-3-small", input=passages).data]
q = client.embeddings.create(model="text-embedding-3-small", input=question).data[0].embedding
scores = [sum(a * b for a, b in zip(v, q)) for v in vectors]
print(passages[scores.index(max(scores))])
