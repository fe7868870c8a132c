const res = await fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
  method: 'POST',
  headers: { authorization: 'Bearer ' + process.env.OPENAI_API_KEY, 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'gpt-5.4-mini', stream: true, stream_options: { include_usage: true },
    messages: [{ role: 'user', content: 'hi' }] }),
})
const dec = new TextDecoder()
let buf = '', fin = '', out = 0
for await (const part of res.body) {
  buf += dec.decode(part, { stream: true })
  let i
  while ((i = buf.indexOf('\n\n')) >= 0) {
    const ev = buf.slice(0, i).replace(/^data: /, ''); buf = buf.slice(i + 2)
    if (ev === '[DONE]') continue
    const j = JSON.parse(ev)
    if (j.choices[0]?.delta?.content) process.stdout.write(j.choices[0].delta.content)
    if (j.choices[0]?.finish_reason) fin = j.choices[0].finish_reason
    if (j.usage) out = j.usage.completion_tokens
  }
}
process.stdout.write(`\n[${fin}] ${out.toLocaleString('en')} output tokens\n`)
