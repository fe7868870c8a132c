import OpenAI from 'openai';
const openai = new OpenAI();
const opts = { model: 'text-embedding-3-small', dimensions: 512 };

const absaetze = process.env.PASSAGES.split(/\r?\n/).filter((s) => s.trim());
const { data } = await openai.embeddings.create({ ...opts, input: absaetze });
const index = data.map(({ embedding, index }) => ({ embedding, text: absaetze[index] }));

const frage = (await openai.embeddings.create({ ...opts, input: process.env.QUESTION })).data[0].embedding;
const norm = (v) => Math.hypot(...v);
const treffer = index
  .map((e) => ({ ...e, cos: e.embedding.reduce((s, x, i) => s + x * frage[i], 0) / norm(e.embedding) / norm(frage) }))
  .sort((a, b) => b.cos - a.cos);

console.log(`Am besten passt: „${treffer[0].text}“ (Ähnlichkeit ${treffer[0].cos.toFixed(2).replace('.', ',')})`);
