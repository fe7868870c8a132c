import OpenAI from 'openai';
const c = new OpenAI(), m = process.env.MESSAGE;
const ok = async (t) => !(await c.moderations.create({ input: t })).results[0].flagged;
if (await ok(m)) {
  const r = (await c.chat.completions.create({ model: 'gpt-5.4-mini', messages: [{ role: 'user', content: m }] })).choices[0].message.content;
  console.log(ok(r) ? r : 'blocked');
} else console.log('blocked');
