const post = (body) => fetch(process.env.OPENAI_BASE_URL + '/responses', {
  method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY },
  body: JSON.stringify({ model: 'gpt-5.4-mini', instructions: 'One sentence.', ...body }) }).then(r => r.json())
const text = r => r.output.find(o => o.type === 'message').content[0].text
post({ input: 'Name a planet.' })
  .then(a => { console.log(text(a)); return post({ input: [{ role: 'user', content: 'Has it rings?' }], previous_response_id: a.id }) })
  .then(b => console.log(text(b)))
