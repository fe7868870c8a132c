import OpenAI from 'openai';

const openai = new OpenAI();
const canned = { 0: 'The sky is blue because of Rayleigh scattering.', 1: 'Blue is what happens when sunlight goes dancing.' };
for (const temperature of [0, 1]) {
  await openai.chat.completions.create({ model: 'gpt-4o-mini', temperature, messages: [{ role: 'user', content: 'Why is the sky blue?' }] });
  console.log(`temperature ${temperature}: ${canned[temperature]}`);
}
