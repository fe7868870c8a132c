import OpenAI from 'openai';

const openai = new OpenAI();
const prompt = 'Suggest a name for a goldfish.';

for (const temperature of [0, 0.5, 1]) {
  const { choices: [{ message }] } = await openai.chat.completions.create({
    model: 'gpt-4o-mini',
    temperature,
    messages: [{ role: 'user', content: prompt }],
  });
  console.log(`🌡️  ${temperature.toFixed(1)}  ${message.content}`);
}
