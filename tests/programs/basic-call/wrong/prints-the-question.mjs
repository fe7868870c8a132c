import OpenAI from 'openai';

const openai = new OpenAI();
const message = { role: 'user', content: 'Give me a fun fact about space' };
const completion = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [message] });

console.log('Got an answer from ' + completion.model + '!');
console.log(message.content);
