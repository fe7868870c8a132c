import OpenAI from 'openai';

const openai = new OpenAI();
const prompts = ['What is JSON?', 'What is YAML?', 'What is TOML?'];

const usages = [];
for (const content of prompts) {
  const { usage } = await openai.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content }],
  });
  usages.push(usage);
  console.log({ input: usage.prompt_tokens, output: usage.completion_tokens });
}

const total = usages.reduce((sum, u) => sum + u.total_tokens, 0);
const cost = usages.reduce((sum, u) => sum + u.prompt_tokens * 0.15e-6 + u.completion_tokens * 0.6e-6, 0);
console.log(`Total: ${total} tokens, $${cost.toFixed(5)}`);
