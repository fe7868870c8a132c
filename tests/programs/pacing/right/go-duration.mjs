const base = process.env.OPENAI_BASE_URL;
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
function ms(d) {
  const m = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:([\d.]+)s)?(?:([\d.]+)ms)?$/.exec(d) ?? [];
  return ((+m[1] || 0) * 3600 + (+m[2] || 0) * 60 + (+m[3] || 0)) * 1000 + (+m[4] || 0);
}
for (const animal of ["cat", "dog", "cow", "owl", "bee"]) {
  const res = await fetch(`${base}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${process.env.OPENAI_API_KEY}` },
    body: JSON.stringify({ model: "gpt-5.4-mini", messages: [{ role: "user", content: `A fact about the ${animal}` }] }),
  });
  const body = await res.json();
  console.log(`${animal}: ${body.choices[0].message.content}`);
  if (Number(res.headers.get("x-ratelimit-remaining-requests")) < 1) await sleep(ms(res.headers.get("x-ratelimit-reset-requests")) + 30);
}
