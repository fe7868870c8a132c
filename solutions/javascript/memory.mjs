// Two sessions with the same person, and notes between them.

import OpenAI from "openai";

const MODEL = "gpt-5.4-mini";
const ROLE = "You are the assistant of a garden shop.";
const TAKE_NOTES =
  "Note in a few short lines what should be remembered of this customer: " +
  "the name, and what they are looking for. Facts only.";

const client = new OpenAI();

/** Adds a turn to the conversation and returns the reply. */
async function ask(messages, text) {
  messages.push({ role: "user", content: text });
  const completion = await client.chat.completions.create({ model: MODEL, messages });
  const reply = completion.choices[0].message.content;
  messages.push({ role: "assistant", content: reply });
  return reply;
}

/** Holds a session that starts with these notes, and returns new ones. */
async function hold(lines, notes) {
  const system = notes ? `${ROLE} What you know of this customer: ${notes}` : ROLE;
  const messages = [{ role: "system", content: system }];
  for (const line of lines) console.log(`> ${line}\n${await ask(messages, line)}`);
  return ask(messages, TAKE_NOTES);
}

// In real use the notes are kept in a database, under the customer's number.
const notes = await hold(process.env.SESSION_1.split("\n"), "");
await hold(process.env.SESSION_2.split("\n"), notes);
