import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0 });
const MAX_WAIT = 1000;

async function ask(question, attempt = 0) {
  try {
    const res = await client.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: question }] });
    return res.choices[0].message.content;
  } catch (err) {
    if (![429, 500, 503].includes(err.status) || attempt >= 6) throw new Error(`giving up: ${err.message}`);
    const wanted = Number(err.headers.get('retry-after') ?? 0) * 1000 || 150 * 2 ** attempt;
    await new Promise((resolve) => setTimeout(resolve, Math.min(wanted, MAX_WAIT)));
    return ask(question, attempt + 1);
  }
}

console.log(await ask('Hello?'));
