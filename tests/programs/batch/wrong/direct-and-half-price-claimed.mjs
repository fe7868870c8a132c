import OpenAI from 'openai';
const c = new OpenAI(); let n = 0;
for (const r of process.env.REVIEWS.split('\n')) {
  n++;
  try { console.log(`${n}: ` + (await c.chat.completions.create({ model: 'gpt-5.4-mini', service_tier: 'flex', messages: [{ role: 'user', content: r }] })).choices[0].message.content); }
  catch { console.log(`${n}: failed`); }
}
