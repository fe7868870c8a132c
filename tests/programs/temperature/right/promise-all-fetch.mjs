// @ts-check
const url = process.env.OPENAI_BASE_URL + '/chat/completions';

/** @param {number} temperature */
async function ask(temperature) {
  const res = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${process.env.OPENAI_API_KEY}` },
    body: JSON.stringify({
      model: 'gpt-4.1-nano',
      temperature,
      messages: [{ role: 'user', content: '¿Cuál es el mejor color?' }],
    }),
  });
  if (!res.ok) throw new Error(await res.text());
  return { temperature, respuesta: (await res.json()).choices[0].message.content };
}

const filas = await Promise.all([0, 1].map(ask));
console.table(filas);
