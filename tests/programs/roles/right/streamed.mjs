import OpenAI from 'openai'
const ai = new OpenAI()
const log = [{ role: 'system', content: 'Keep it short.' }]
const ask = async (content) => {
  log.push({ role: 'user', content })
  let text = ''
  for await (const part of await ai.chat.completions.create({ model: 'gpt-5.4-mini', messages: log, stream: true })) {
    text += part.choices[0]?.delta?.content || ''
  }
  log.push({ role: 'assistant', content: text })
  return text
}
console.log(await ask('Name a tree.'))
console.log(await ask('Is it evergreen?'))
