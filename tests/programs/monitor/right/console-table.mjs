import OpenAI from 'openai';
const ai = new OpenAI(), rows = [], max = +process.env.BUDGET_USD;
let sum = 0;
for (const q of process.env.QUESTIONS.split('\n')) {
  const t0 = Date.now();
  try {
    const r = await ai.chat.completions.create({ model: 'gpt-5.4-mini', messages: [{ role: 'user', content: q }] });
    const cost = (r.usage.prompt_tokens * 0.75 + r.usage.completion_tokens * 4.5) / 1e6;
    sum += cost;
    rows.push({ status: 200, in: r.usage.prompt_tokens, out: r.usage.completion_tokens, cost: '$' + cost.toFixed(5), ms: Date.now() - t0 });
  } catch (e) { rows.push({ status: e.status, ms: Date.now() - t0 }); }
  if (sum >= max) { console.error('ALERT! budget reached, stopping'); break; }
}
console.table(rows);
console.log('total cost: $' + sum.toFixed(4));
