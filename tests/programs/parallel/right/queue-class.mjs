import OpenAI from 'openai';

class Limiter {
  #free; #queue = [];
  constructor(n) { this.#free = n; }
  async run(job) {
    if (this.#free === 0) await new Promise((go) => this.#queue.push(go));
    else this.#free--;
    try { return await job(); }
    finally { const next = this.#queue.shift(); next ? next() : this.#free++; }
  }
}

const ai = new OpenAI({ maxRetries: 0 });
const four = new Limiter(4);
const topics = ['bread', 'cheese', 'honey', 'olives', 'rice', 'salt', 'tea', 'wine', 'yeast', 'zest', 'figs', 'corn'];
const results = await Promise.allSettled(topics.map((t) => four.run(() =>
  ai.responses.create({ model: 'gpt-5.4-mini', input: `A fact about ${t}, please.` }))));
results.forEach((r, i) => {
  if (r.status === 'fulfilled') console.log(`* ${topics[i]}: ${r.value.output_text}`);
  else console.warn(`* ${topics[i]}: failed (${r.reason.status})`);
});
