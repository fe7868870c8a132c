import OpenAI from 'openai'

const shop = { notebook: 349, pencil: 89, eraser: 125 }

const runner = new OpenAI().chat.completions.runTools({
  model: 'gpt-5.4-mini',
  messages: [{ role: 'user', content: 'How much are 12 pencils?' }],
  tools: [{
    type: 'function',
    function: {
      name: 'total_price',
      description: 'price of n pieces, in cents',
      parse: JSON.parse,
      parameters: { type: 'object', properties: { item: { type: 'string' }, quantity: { type: 'integer' } }, required: ['item', 'quantity'] },
      function: ({ item, quantity }) => (item in shop ? String(shop[item] * quantity) : `we do not sell "${item}"`),
    },
  }],
})

console.log(await runner.finalContent())
