// Ask several questions and keep account of the tokens they use and what they cost.

import OpenAI from "openai";

const MODEL = "gpt-5.4-mini";
// US dollars per million tokens of this model, as of 2026-11-12.
const INPUT_PRICE = 0.75;
const OUTPUT_PRICE = 4.5;

const QUESTIONS = [
  "What is a token, in one sentence?",
  "Name three rivers in Africa.",
  "Write a two-line poem about counting.",
];

const client = new OpenAI();
let inputTotal = 0;
let outputTotal = 0;

for (const question of QUESTIONS) {
  const completion = await client.chat.completions.create({
    model: MODEL,
    messages: [{ role: "user", content: question }],
  });
  // The API counts, and bills by its own count. A count made here would miss
  // the tokens that it adds around each message.
  const { prompt_tokens: input, completion_tokens: output } = completion.usage;
  inputTotal += input;
  outputTotal += output;

  console.log(`> ${question}`);
  console.log(completion.choices[0].message.content);
  console.log(`  input tokens: ${input}, output tokens: ${output}`);
  console.log(`  total so far: ${inputTotal + outputTotal}\n`);
}

const dollars = (inputTotal * INPUT_PRICE + outputTotal * OUTPUT_PRICE) / 1_000_000;
console.log(`All calls: ${inputTotal} input + ${outputTotal} output = ${inputTotal + outputTotal} tokens`);
console.log(`Cost: $${dollars.toFixed(6)}`);
