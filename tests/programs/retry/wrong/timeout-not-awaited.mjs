import OpenAI from 'openai';
const client = new OpenAI({ maxRetries: 0 });

for (let i = 0; i < 6; i++) {
  try {
    const r = await client.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] });
    console.log(r.choices[0].message.content);
    break;
  } catch (e) {
    if (e.status !== 429 && !(e.status >= 500)) { console.error(e.message); break; }
    const delay = 500 * 2 ** i;
    console.log(`waiting ${delay} ms`);
    setTimeout(() => {}, delay);
    if (i === 5) console.log('giving up');
  }
}
