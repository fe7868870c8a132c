import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 5 });

try {
  const res = await client.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'How do I retry in JavaScript?' }],
  });
  console.log(res.choices[0].message.content);
} catch (err) {
  if (err instanceof OpenAI.APIError) console.error(`Gave up: ${err.status} ${err.name}`);
  else throw err;
}
