// Say whether the key works, is refused, or is missing.

import OpenAI from "openai";

async function state() {
  if (!process.env.OPENAI_API_KEY) return "missing"; // an empty one counts as missing
  try {
    // The list of models needs a key and costs nothing.
    await new OpenAI().models.list();
    return "works";
  } catch (error) {
    if (error instanceof OpenAI.AuthenticationError) return "refused";
    throw error; // some other trouble, which says nothing about the key
  }
}

console.log(`key: ${await state()}`);
// Enough to recognise it, and no more.
if (process.env.OPENAI_API_KEY) console.log(`It ends in ${process.env.OPENAI_API_KEY.slice(-4)}.`);
