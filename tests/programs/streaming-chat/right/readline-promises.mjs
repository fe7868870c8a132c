import OpenAI from 'openai';
import * as readline from 'node:readline/promises';
import { stdin as input, stdout as output } from 'node:process';

const openai = new OpenAI();
const rl = readline.createInterface({ input, output });
const messages = [{ role: 'system', content: 'You are a helpful assistant.' }];

console.log('Type "exit" or "quit" to leave.');
while (true) {
  const userInput = await rl.question('You: ');
  if (['exit', 'quit'].includes(userInput.trim().toLowerCase())) break;

  messages.push({ role: 'user', content: userInput });
  const stream = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages, stream: true });

  let reply = '';
  output.write('Assistant: ');
  for await (const chunk of stream) {
    const content = chunk.choices[0]?.delta?.content || '';
    output.write(content);
    reply += content;
  }
  output.write('\n');
  messages.push({ role: 'assistant', content: reply });
}
rl.close();
