import OpenAI from 'openai';
const ai = new OpenAI(), model = 'gpt-5.4-mini';
async function hold(text, notes) {
  const conversation = await ai.conversations.create(notes ? { items: [{ type: 'message', role: 'developer', content: 'Notes: ' + notes }] } : {});
  for (const input of text.split('\n')) console.log((await ai.responses.create({ model, conversation: conversation.id, input })).output_text);
  return (await ai.responses.create({ model, conversation: conversation.id, input: 'Sum up what we know about this person.' })).output_text;
}
await hold(process.env.SESSION_2, await hold(process.env.SESSION_1));
