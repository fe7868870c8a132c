// Find the passage that fits a question best, by embeddings.

import OpenAI from "openai";

const MODEL = "text-embedding-3-small";
const client = new OpenAI();

/** The vectors of these texts, in the same order. */
async function embed(texts) {
  const result = await client.embeddings.create({ model: MODEL, input: texts });
  return result.data.sort((a, b) => a.index - b.index).map((entry) => entry.embedding);
}

/** Cosine similarity: these vectors have the length 1, so no division is needed. */
function similarity(a, b) {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}

const passages = process.env.PASSAGES.split("\n");
const question = process.env.QUESTION;

const vectors = await embed([...passages, question]); // one request for all
const asked = vectors.pop();
const scores = vectors.map((vector) => similarity(vector, asked));
const best = scores.indexOf(Math.max(...scores));
console.log(`${scores[best].toFixed(3)}  ${passages[best]}`);
