import OpenAI from 'openai';
const client = new OpenAI();
let total = '';
for (const content of ['What is a string?', 'What is a number?']) {
  const { usage } = await client.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] });
  total += usage.total_tokens;
  console.log(`in ${usage.prompt_tokens} out ${usage.completion_tokens} total ${total}`);
}
