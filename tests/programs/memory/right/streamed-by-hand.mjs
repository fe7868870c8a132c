const url = process.env.OPENAI_BASE_URL + '/chat/completions';

async function* pieces(messages) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY },
    body: JSON.stringify({ model: 'gpt-5.4-mini', stream: true, messages }),
  });
  let rest = '';
  for await (const bytes of answer.body.pipeThrough(new TextDecoderStream())) {
    rest += bytes;
    const lines = rest.split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (!line.startsWith('data: {')) continue;
      const { choices } = JSON.parse(line.slice(6));
      if (choices[0]?.delta?.content) yield choices[0].delta.content;
    }
  }
}

async function turn(messages, content, visible = true) {
  messages.push({ role: 'user', content });
  let whole = '';
  for await (const piece of pieces(messages)) {
    if (visible) process.stdout.write(piece);
    whole += piece;
  }
  if (visible) console.log();
  messages.push({ role: 'assistant', content: whole });
  return whole;
}

const today = [];
for (const line of process.env.SESSION_1.split('\n')) await turn(today, line);
const notes = await turn(today, 'For tomorrow: name and wish of this customer, in one line.', false);

const tomorrow = [];
const [first, ...others] = process.env.SESSION_2.split('\n');
await turn(tomorrow, `(What you noted yesterday: ${notes})\n${first}`);
for (const line of others) await turn(tomorrow, line);
