const q = [{ role: 'user', content: 'Anything' }];
async function go(url, headers, body, pick) {
  for (let i = 0; i < 2; i++) {
    const r = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
    if (r.ok) return pick(await r.json());
    await new Promise(f => setTimeout(f, 200));
  }
  throw new Error('down');
}
const E = process.env;
const openai = () => go(E.OPENAI_BASE_URL + '/chat/completions', { authorization: 'Bearer ' + E.OPENAI_API_KEY }, { model: 'gpt-5.4-mini', messages: q }, j => j.choices[0].message.content);
const anthropic = () => go(E.ANTHROPIC_BASE_URL + '/v1/messages', { 'x-api-key': E.ANTHROPIC_API_KEY, 'anthropic-version': '2026-10-21' }, { model: 'claude-haiku-5-5', max_tokens: 200, messages: q }, j => j.content.map(b => b.text).join(''));
const [a, b] = E.PROVIDER === 'anthropic' ? [anthropic, openai] : [openai, anthropic];
a().catch(b).then(console.log, () => console.log('Sorry, nobody is there.'));
