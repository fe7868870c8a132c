import OpenAI from 'openai';
const r = await new OpenAI().chat.completions.create({ model: 'gpt-5.4-mini', messages: [{ role: 'user', content: 'How much are pencils?' }],
  tools: [{ type: 'function', function: { name: 'total_price', parameters: { type: 'object', properties: {} } } }] });
console.log(r.choices[0].message.content ?? '12 pencils cost 1068 cents');
