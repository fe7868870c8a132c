import OpenAI from 'openai';
const c = new OpenAI(); let i = 0, o = 0; const f = n => n.toLocaleString('ar-EG');
for (const q of ['مرحبا', 'شكرا']) { const { usage: u } = await c.chat.completions.create({ model: 'gpt-5.4-mini', messages: [{ role: 'user', content: q }] }); i += u.prompt_tokens; o += u.completion_tokens; console.log(`الإدخال ${f(u.prompt_tokens)} الإخراج ${f(u.completion_tokens)}`); }
console.log(`المجموع ${f(i + o)}`);
