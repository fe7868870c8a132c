// A chat in the terminal that shows each reply while it is being written.

import readline from "node:readline";
import OpenAI from "openai";

const client = new OpenAI();
const messages = []; // the API remembers nothing: this list is the memory

console.log("Chat with the model. Type quit or exit to leave.");
const lines = readline.createInterface({
  input: process.stdin,
  output: process.stdout,
  prompt: "You: ",
});

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
  messages.push({ role: "user", content: line });
  const stream = await client.chat.completions.create({
    model: "gpt-5.4-mini",
    messages,
    stream: true,
  });
  let reply = "";
  process.stdout.write("Model: ");
  for await (const chunk of stream) {
    // Some chunks carry no text: the first, the last, one with the usage.
    const text = chunk.choices[0]?.delta?.content ?? "";
    process.stdout.write(text); // console.log would end the line after each piece
    reply += text;
  }
  process.stdout.write("\n");
  messages.push({ role: "assistant", content: reply });
}
