// Ask the first model of a list that answers.

import OpenAI from "openai";

// The names stand in one place. The first is gone; the program copes.
const WISHES = ["gpt-3.5-turbo", "gpt-5.4-mini", "gpt-6-luna"];

const client = new OpenAI();

/** The answer of the first model that is there. */
async function ask(question) {
  for (const model of WISHES) {
    try {
      return await client.chat.completions.create({
        model,
        messages: [{ role: "user", content: question }],
      });
    } catch (error) {
      // This error and no other: a wrong key stays wrong.
      if (!(error instanceof OpenAI.NotFoundError)) throw error;
      console.error(`${model} is not there.`);
    }
  }
  throw new Error("None of the models is there. Look at the vendor's list, and change WISHES.");
}

try {
  const completion = await ask("What makes a good second choice?");
  // An alias may lead to another version tomorrow; the reply names the one of today.
  console.log(`${completion.model} says:`);
  console.log(completion.choices[0].message.content);
} catch (error) {
  console.error(`The call failed: ${error.message}`);
  process.exitCode = 1;
}
