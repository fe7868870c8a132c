// Answer a list of questions, and ask the model only when needed.

import OpenAI from "openai";

const MODEL = "gpt-5.4-mini";

const client = new OpenAI();
const cache = new Map(); // in real use: with an end for each entry, and shared by all servers

async function answer(question) {
  // All that changes the answer belongs into the key.
  const key = JSON.stringify([MODEL, question.trim()]);
  if (!cache.has(key)) {
    const completion = await client.chat.completions.create({
      model: MODEL,
      messages: [{ role: "user", content: question }],
    });
    // Only reached after a success: failures are not kept.
    cache.set(key, completion.choices[0].message.content);
  }
  return cache.get(key);
}

for (const question of process.env.QUESTIONS.split("\n")) {
  console.log(`> ${question}`);
  try {
    console.log(await answer(question));
  } catch (error) {
    if (!(error instanceof OpenAI.APIError)) throw error;
    console.log(`(no answer: ${error.message})`);
  }
}
