import Anthropic from '@anthropic-ai/sdk'
const stream = new Anthropic().messages.stream({ model: 'claude-haiku-5-5', max_tokens: 400, messages: [{ role: 'user', content: 'A tale, please' }] })
stream.on('text', (t) => process.stdout.write(t))
const m = await stream.finalMessage()
console.log()
console.table({ stop_reason: m.stop_reason, output_tokens: m.usage.output_tokens })
