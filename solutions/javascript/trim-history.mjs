// A chat that stays cheap however long it becomes.

import readline from "node:readline";
import OpenAI from "openai";

// The rules stand outside of the history, so they cannot be cut off with it.
const RULES = { role: "system", content: "You are a patient gardener. Answer in a few sentences." };
const TURNS_SENT = 2; // whole turns: a line and its reply

const client = new OpenAI();
const history = [];

const lines = readline.createInterface({ input: process.stdin, output: process.stdout, prompt: "You: " });
lines.prompt();
// The loop ends by itself at end of input: Ctrl-D, or no more lines in a pipe.
for await (const typed of lines) {
  const line = typed.trim();
  if (["quit", "exit"].includes(line.toLowerCase())) break;
  if (line) await answer(line);
  lines.prompt();
}
lines.close();

async function answer(line) {
  const question = { role: "user", content: line };
  const completion = await client.chat.completions.create({
    model: "gpt-5.4-mini",
    messages: [RULES, ...history.slice(-2 * TURNS_SENT), question],
  });
  const reply = completion.choices[0].message.content;
  console.log("Model:", reply);
  console.log(`(${completion.usage.prompt_tokens} input tokens)`);
  history.push(question, { role: "assistant", content: reply });
}
