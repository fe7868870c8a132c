const post = () => fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', Authorization: 'Bearer ' + process.env.OPENAI_API_KEY },
  body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }),
});

let res = await post();
for (let wait = 300, n = 0; res.status >= 500 && n < 5; wait *= 2, n++) {
  await new Promise((ok) => setTimeout(ok, wait));
  res = await post();
}
const data = await res.json();
console.log(res.ok ? data.choices[0].message.content : `Error ${res.status}: ${data.error.message}`);
