import OpenAI from 'openai';

const openai = new OpenAI({ maxRetries: 0 });
const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function backoffAndRetry(fn, attempt = 0) {
  return fn().catch((e) => {
    const again = e.status === 429 || e.status >= 500;
    if (!again || attempt >= 5) return Promise.reject(e);
    const ra = Number(e.headers?.get?.('retry-after')) || 0;
    return delay(Math.max(ra * 1000, Math.min(2 ** attempt, 8) * 500)).then(() => backoffAndRetry(fn, attempt + 1));
  });
}

backoffAndRetry(() => openai.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'ping' }] }))
  .then((r) => console.log(r.choices[0].message.content))
  .catch((e) => console.log('No answer:', e.message));
