import OpenAI from 'openai';
const ai = new OpenAI();
for (const q of new Set(process.env.QUESTIONS.split('\n'))) {
  try { console.log((await ai.chat.completions.create({ model: 'gpt-5.4-mini', messages: [{ role: 'user', content: q }] })).choices[0].message.content); }
  catch (e) { console.log(e.message); }
}
