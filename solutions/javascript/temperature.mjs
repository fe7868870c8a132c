// Ask the same question at temperature 0 and at temperature 1, and show every reply.

import OpenAI from "openai";

const QUESTION = "Invent a name for a small bakery. Reply with the name only.";
const REPEATS = 3;

const client = new OpenAI();

for (const temperature of [0, 1]) {
  console.log(`temperature ${temperature}`);
  for (let i = 0; i < REPEATS; i++) {
    const completion = await client.chat.completions.create({
      model: "gpt-5.4-mini",
      // A model that reasons before it answers accepts no temperature but 1.
      reasoning_effort: "none",
      temperature,
      messages: [{ role: "user", content: QUESTION }],
    });
    console.log("  ", completion.choices[0].message.content);
  }
}
