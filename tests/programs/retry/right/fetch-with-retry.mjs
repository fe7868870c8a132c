import { setTimeout as sleep } from 'node:timers/promises';

const RETRYABLE = new Set([408, 429, 500, 502, 503, 504]);

/** Drop-in replacement for fetch with exponential backoff and jitter. */
async function fetchWithRetry(url, init, { retries = 5, baseMs = 400, maxMs = 8000 } = {}) {
  for (let attempt = 0; ; attempt++) {
    const res = await fetch(url, init);
    if (res.ok || !RETRYABLE.has(res.status) || attempt >= retries) return res;
    const retryAfter = Number(res.headers.get('retry-after')) * 1000 || 0;
    const backoff = Math.min(maxMs, baseMs * 2 ** attempt) * (0.75 + Math.random() / 2);
    const ms = Math.max(retryAfter, backoff);
    console.warn(`HTTP ${res.status}, retry ${attempt + 1}/${retries} in ${Math.round(ms)} ms`);
    await res.body?.cancel();
    await sleep(ms);
  }
}

const res = await fetchWithRetry(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${process.env.OPENAI_API_KEY}` },
  body: JSON.stringify({ model: 'gpt-4.1-nano', messages: [{ role: 'user', content: 'hi' }] }),
});
const json = await res.json();
if (res.ok) console.log(json.choices[0].message.content);
else console.error('Giving up:', res.status, json.error.message);
