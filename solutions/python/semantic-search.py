"""Find the passage that fits a question best, by embeddings."""

import os

from openai import OpenAI

MODEL = "text-embedding-3-small"

client = OpenAI()


def embed(texts):
    """The vectors of these texts, in the same order."""
    result = client.embeddings.create(model=MODEL, input=texts)
    return [entry.embedding for entry in sorted(result.data, key=lambda entry: entry.index)]


def similarity(a, b):
    """Cosine similarity: these vectors have the length 1, so no division is needed."""
    return sum(x * y for x, y in zip(a, b, strict=True))


passages = os.environ["PASSAGES"].splitlines()
question = os.environ["QUESTION"]

*vectors, asked = embed([*passages, question])  # one request for all
scores = [similarity(vector, asked) for vector in vectors]
best = scores.index(max(scores))
print(f"{scores[best]:.3f}  {passages[best]}")
