import OpenAI from 'openai'
const ai = new OpenAI()
const P = process.env.PASSAGES.split('\n').filter(Boolean)
const v = (await ai.embeddings.create({ model: 'text-embedding-3-small', input: P, encoding_format: 'float' })).data.map(d => d.embedding)
const q = (await ai.embeddings.create({ model: 'text-embedding-3-small', input: process.env.QUESTION })).data[0].embedding
const dist = v.map(a => Math.hypot(...a.map((x, i) => x - q[i])))
const i = dist.indexOf(Math.min(...dist))
console.log(`#${i + 1} (distance ${dist[i].toFixed(3)}): ${P[i]}`)
