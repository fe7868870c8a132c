const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

for (let attempt = 0; attempt < 6; attempt++) {
  const res = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${process.env.OPENAI_API_KEY}` },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hi' }] }),
  });
  if (res.ok) {
    console.log((await res.json()).choices[0].message.content);
    break;
  }
  console.log('status', res.status);
  if (res.status === 401) break;
  const retryAfter = res.headers.get('retry-after');
  await sleep(retryAfter ?? 2 ** attempt); // seconds
  if (attempt === 5) console.log('giving up');
}
