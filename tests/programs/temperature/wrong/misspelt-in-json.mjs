for (const t of [0, 1]) {
  const res = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${process.env.OPENAI_API_KEY}` },
    body: JSON.stringify({ model: 'gpt-4o-mini', temprature: t, messages: [{ role: 'user', content: 'Name a city' }] }),
  });
  const json = await res.json();
  console.log(`t=${t}`, json.choices ? json.choices[0].message.content : json.error.message);
}
