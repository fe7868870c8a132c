const res = await fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'X-API-Key': process.env.OPENAI_API_KEY },
  body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }),
});
const data = await res.json();
console.log(data.choices?.[0]?.message?.content ?? data);
