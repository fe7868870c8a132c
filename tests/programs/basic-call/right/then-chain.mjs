import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const OpenAI = require('openai');

var client = new OpenAI({ apiKey: process.env['OPENAI_API_KEY'] });

(function main() {
  client.chat.completions
    .create({ messages: [{ role: 'user', content: 'Say this is a test' }], model: 'gpt-3.5-turbo' })
    .then(function (res) { return res.choices.map(function (c) { return c.message.content; }); })
    .then(function (texts) { console.log('\x1b[36m%s\x1b[0m', texts.join('\n')); })
    .catch(function (err) { console.error('Oops', err); process.exit(1); });
})();
