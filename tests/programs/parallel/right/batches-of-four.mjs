import OpenAI from 'openai';
const client = new OpenAI();
const topics = ['sun','moon','rain','snow','wind','fog','ice','hail'];
for (let i = 0; i < topics.length; i += 4) {
  const settled = await Promise.allSettled(topics.slice(i, i + 4).map(t =>
    client.chat.completions.create({ model: 'gpt-5.4-mini', messages: [{ role: 'user', content: `A haiku about ${t}` }] })));
  for (const s of settled) console.log(s.status === 'fulfilled' ? s.value.choices[0].message.content : 'failed: ' + s.reason.message);
}
