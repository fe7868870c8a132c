import Anthropic from '@anthropic-ai/sdk';
const s = new Anthropic().messages.stream({ model: 'claude-haiku-5-5', max_tokens: 200, system: 'Be kind.', messages: [{ role: 'user', content: 'Hello' }] });
s.on('text', t => process.stdout.write(t));
const { usage } = await s.finalMessage();
console.log(`\n\nin=${usage.input_tokens} out=${usage.output_tokens}`);
