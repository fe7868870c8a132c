import OpenAI from 'openai';
try { await import('dotenv/config'); } catch { /* optional */ }

const client = new OpenAI();
const stream = await client.chat.completions.create({
  model: 'gpt-4o',
  messages: [{ role: 'user', content: 'Count the reasons to love tea.' }],
  stream: true,
});
for await (const part of stream) {
  console.log(part.choices[0]?.delta?.content ?? '');
}
