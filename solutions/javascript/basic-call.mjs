// Ask a model one question and print its answer.

import OpenAI from "openai";

// The SDK reads OPENAI_API_KEY and OPENAI_BASE_URL from the environment,
// so neither the key nor the address stands in this file.
const client = new OpenAI();

const completion = await client.chat.completions.create({
  model: "gpt-5.4-mini",
  messages: [{ role: "user", content: "Why is the sky blue? Answer in one sentence." }],
});

// `choices` is a list, because a request may ask for several answers (`n`).
console.log(completion.choices[0].message.content);
