// Send a message to a model, without personal data.

import OpenAI from "openai";

const PATTERNS = [
  ["[EMAIL]", /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ["[CARD]", /\b(?:\d{4}[ -]?){3}\d{4}\b/g],
  // A plus or a bracket comes first: order numbers, dates and prices have none.
  ["[PHONE]", /[+(]\d[\d() -]{8,}\d/g],
];

const redact = (text) =>
  PATTERNS.reduce((left, [placeholder, pattern]) => left.replace(pattern, placeholder), text);

const client = new OpenAI();
const completion = await client.chat.completions.create({
  model: "gpt-5.4-mini",
  messages: [
    { role: "system", content: "You answer customers of a shop, briefly and kindly." },
    { role: "user", content: redact(process.env.MESSAGE) },
  ],
});
console.log(completion.choices[0].message.content);
