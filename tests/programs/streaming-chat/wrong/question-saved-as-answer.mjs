import OpenAI from 'openai';
import * as readline from 'node:readline/promises';

const openai = new OpenAI();
const rl = readline.createInterface({ input: process.stdin, output: process.stdout });
const messages = [];
for (;;) {
  const message = await rl.question('You: ');
  if (message === 'quit' || message === 'exit') break;
  messages.push({ role: 'user', content: message });
  const stream = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages, stream: true });
  for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
  process.stdout.write('\n');
  messages.push({ role: 'assistant', content: message });
}
rl.close();
