import OpenAI from 'openai';
import readline from 'node:readline';

const client = new OpenAI();
const history = [];
const rl = readline.createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });

rl.prompt();
for await (const line of rl) {
  if (/^(quit|exit)$/i.test(line.trim())) break;
  history.push({ role: 'user', content: line });
  const runner = client.chat.completions
    .stream({ model: 'gpt-4.1-mini', messages: history })
    .on('content', (delta) => process.stdout.write(delta));
  history.push({ role: 'assistant', content: await runner.finalContent() });
  process.stdout.write('\n');
  rl.prompt();
}
console.log('bye');
