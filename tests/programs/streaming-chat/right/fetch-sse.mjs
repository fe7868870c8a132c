import { createInterface } from 'node:readline';

const key = process.env.OPENAI_API_KEY;
const url = `${process.env.OPENAI_BASE_URL}/chat/completions`;
const messages = [];

async function* tokens(body) {
  const decoder = new TextDecoder();
  let buffer = '';
  for await (const bytes of body) {
    buffer += decoder.decode(bytes, { stream: true });
    const lines = buffer.split('\n');
    buffer = lines.pop();
    for (const line of lines) {
      if (!line.startsWith('data: ') || line === 'data: [DONE]') continue;
      const text = JSON.parse(line.slice(6)).choices[0]?.delta.content;
      if (text) yield text;
    }
  }
}

async function turn(content) {
  messages.push({ role: 'user', content });
  const res = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
    body: JSON.stringify({ model: 'gpt-4o', messages, stream: true }),
  });
  if (!res.ok) { console.error(await res.text()); messages.pop(); return; }
  let answer = '';
  for await (const t of tokens(res.body)) { process.stdout.write(t); answer += t; }
  console.log();
  messages.push({ role: 'assistant', content: answer });
}

const rl = createInterface({ input: process.stdin, output: process.stdout });
const ask = () => rl.question('Vous : ', async (line) => {
  if (line === 'quit' || line === 'exit') return rl.close();
  await turn(line);
  ask();
});
ask();
