const base = process.env.OPENAI_BASE_URL, headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}` };
const reviews = process.env.REVIEWS.split('\n');
const form = new FormData();
form.set('purpose', 'batch');
form.set('file', new Blob([reviews.map((r, i) => JSON.stringify({ custom_id: 'n' + (i + 1), method: 'POST', url: '/v1/chat/completions', body: { model: 'gpt-5.4-mini', messages: [{ role: 'user', content: r }] } })).join('\n') + '\n']), 'b.jsonl');
const file = await (await fetch(base + '/files', { method: 'POST', headers, body: form })).json();
let b = await (await fetch(base + '/batches', { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' }) })).json();
while (!['completed', 'failed', 'expired'].includes(b.status)) {
  await new Promise(r => setTimeout(r, 700));
  b = await (await fetch(`${base}/batches/${b.id}`, { headers })).json();
}
const text = await (await fetch(`${base}/files/${b.output_file_id}/content`, { headers })).text();
const out = Object.fromEntries(text.trim().split('\n').map(JSON.parse).map(l => [l.custom_id, l.response.body.choices[0].message.content]));
reviews.forEach((_, i) => console.log(`Review ${i + 1}: ${out['n' + (i + 1)] ?? 'FAILED'}`));
