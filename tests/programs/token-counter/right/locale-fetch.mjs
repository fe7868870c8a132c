const fmt = new Intl.NumberFormat('fr-FR');
let cumul = 0;

for (const q of ['Bonjour !', 'Comment ça va ?']) {
  const r = await fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY },
    body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: q }] }),
  }).then((r) => r.json());
  cumul += r.usage.total_tokens;
  console.error(`entrée : ${fmt.format(r.usage.prompt_tokens)}, sortie : ${fmt.format(r.usage.completion_tokens)}, cumul : ${fmt.format(cumul)}`);
}
