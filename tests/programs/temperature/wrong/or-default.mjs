import OpenAI from 'openai';

const openai = new OpenAI();

async function generate(prompt, options = {}) {
  const temperature = options.temperature || 0.7;
  const completion = await openai.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: prompt }],
    temperature: temperature,
  });
  return completion.choices[0].message.content;
}

console.log('cold:', await generate('Name a river', { temperature: 0 }));
console.log('hot: ', await generate('Name a river', { temperature: 1 }));
