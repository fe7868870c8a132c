import readline from 'node:readline/promises';
import OpenAI from 'openai';
const ai = new OpenAI({ maxRetries: 0 });
const db = { 48213: 'packed on Monday', 7730: 'on its way to you' };
const tools = [{ type: 'function', function: { name: 'order_status', parameters: { type: 'object', properties: { order: { type: 'string' } } } } }];
let hist = [{ role: 'system', content: 'Shop support' }];
const rl = readline.createInterface({ input: process.stdin, output: process.stdout });
rl.setPrompt('> '); rl.prompt();
for await (const line of rl) {
  if (['quit', 'exit'].includes(line)) break;
  const old = [...hist];
  hist.push({ role: 'user', content: line.replace(/(\d{4}[ -]?){3}\d{4}/, '[card]') });
  try {
    for (;;) {
      const m = (await ai.chat.completions.create({ model: 'gpt-5.4-mini', messages: hist, tools })).choices[0].message;
      hist.push(m);
      if (!m.tool_calls) { console.log(m.content); break; }
      for (const c of m.tool_calls) hist.push({ role: 'tool', tool_call_id: c.id, content: db[JSON.parse(c.function.arguments).order] ?? 'unknown' });
    }
  } catch (e) { hist = old; console.log('Sorry: ' + e.message); }
  rl.prompt();
}
rl.close();
