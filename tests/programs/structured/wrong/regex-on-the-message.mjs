import OpenAI from 'openai';
const m = process.env.MESSAGE;
await new OpenAI().chat.completions.create({ model: 'gpt-5.4-mini', messages: [{ role: 'user', content: m }] });
const name = m.match(/name is (.*?)\./)?.[1];
console.log(name ? `customer: ${name}\ncity: Bergen\nnights: 7\ntotal: 560` : 'rejected, incomplete');
