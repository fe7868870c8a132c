import OpenAI from "openai";
const client = new OpenAI();
const passages = process.env.PASSAGES.split("\n");
const { data } = await client.embeddings.create({ model: "text-embedding-3-small", input: [process.env.QUESTION, ...passages] });
const [q, ...rest] = data.map((d) => d.embedding);
const scores = rest.map((v) => v.reduce((s, x, i) => s + x * q[i], 0));
scores.sort((a, b) => b - a);
console.log(passages[scores.indexOf(Math.max(...scores))]);
