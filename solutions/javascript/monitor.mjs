// A log line for each call, and a budget.

import OpenAI from "openai";

const MODEL = "gpt-5.4-mini";
// US dollars per million tokens, as of 2026-11-12.
const INPUT_PRICE = 0.75;
const OUTPUT_PRICE = 4.5;

const client = new OpenAI();

/** One line that programs can read. No keys, no texts. */
function log(fields) {
  console.error(JSON.stringify({ time: new Date().toISOString(), ...fields }));
}

/** The reply (null when there is none) and what it cost. */
async function ask(question) {
  const begin = performance.now();
  const ms = () => Math.round(performance.now() - begin);
  try {
    const completion = await client.chat.completions.create({
      model: MODEL,
      messages: [{ role: "user", content: question }],
    });
    const { prompt_tokens, completion_tokens } = completion.usage;
    const usd = (prompt_tokens * INPUT_PRICE + completion_tokens * OUTPUT_PRICE) / 1_000_000;
    log({
      model: MODEL,
      status: 200,
      ms: ms(),
      input_tokens: prompt_tokens,
      output_tokens: completion_tokens,
      usd: Number(usd.toFixed(6)),
    });
    return { reply: completion.choices[0].message.content, usd };
  } catch (error) {
    if (!(error instanceof OpenAI.APIError)) throw error;
    log({ model: MODEL, status: error.status ?? 0, ms: ms(), error: error.constructor.name });
    return { reply: null, usd: 0 };
  }
}

const budget = Number(process.env.BUDGET_USD);
let spent = 0;
for (const question of process.env.QUESTIONS.split("\n")) {
  if (spent >= budget) {
    console.log(`ALERT: the budget of $${budget.toFixed(2)} is used up ($${spent.toFixed(6)} spent).`);
    break;
  }
  const { reply, usd } = await ask(question);
  spent += usd;
  console.log(reply ?? "(no answer)");
}
