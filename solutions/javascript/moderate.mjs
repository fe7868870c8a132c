// Every message and every reply passes the moderation endpoint.

import OpenAI from "openai";

const client = new OpenAI();

async function flagged(input) {
  const { results } = await client.moderations.create({ model: "omni-moderation-latest", input });
  return results[0].flagged;
}

/** The reply to a message, or a line that says why there is none. */
async function answer(message) {
  if (await flagged(message)) return "blocked: this message cannot be answered";
  const completion = await client.chat.completions.create({
    model: "gpt-5.4-mini",
    messages: [{ role: "user", content: message }],
  });
  const reply = completion.choices[0].message.content;
  return (await flagged(reply)) ? "blocked: no suitable reply was found" : reply;
}

console.log(await answer(process.env.MESSAGE));
