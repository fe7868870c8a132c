import OpenAI from 'openai';
import readline from 'node:readline';

const client = new OpenAI();
const messages = [];
const rl = readline.createInterface({ input: process.stdin });
for await (const line of rl) {
  if (line === 'quit' || line === 'exit') break;
  messages.push({ role: 'user', content: line });
  const stream = await client.chat.completions.create({ model: 'gpt-4o-mini', messages, stream: true });
  const parts = [];
  for await (const chunk of stream) parts.push(chunk.choices[0]?.delta?.content ?? '');
  console.log(parts.join(''));
  messages.push({ role: 'assistant', content: parts.join('') });
}
