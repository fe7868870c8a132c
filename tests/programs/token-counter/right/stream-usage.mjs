import OpenAI from 'openai';

class Meter {
  #input = 0; #output = 0;
  add({ prompt_tokens, completion_tokens }) { this.#input += prompt_tokens; this.#output += completion_tokens; return this; }
  toString() { return `input ${this.#input}, output ${this.#output}, total ${this.#input + this.#output}`; }
}

const client = new OpenAI();
const meter = new Meter();
for (const content of ['Count to five', 'Count back']) {
  const stream = await client.chat.completions.create({
    model: 'gpt-4.1-mini', messages: [{ role: 'user', content }], stream: true, stream_options: { include_usage: true },
  });
  for await (const { choices, usage } of stream) {
    process.stdout.write(choices[0]?.delta?.content ?? '');
    if (usage) console.log(`\n-> ${meter.add(usage)}`);
  }
}
