import OpenAI from 'openai';
const openai = new OpenAI();
const count = (s) => s.trim().split(/\s+/).length;
let sum = 0;
for (const q of ['What is a lake?', 'What is a pond?']) {
  const r = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: q }] });
  const a = r.choices[0].message.content;
  sum += count(q) + count(a);
  console.log(`in: ${count(q)}, out: ${count(a)}, total: ${sum}`);
}
