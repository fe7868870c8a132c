import * as readline from "node:readline/promises";
import { stdin, stdout } from "node:process";
import OpenAI from "openai";
const rl = readline.createInterface({ input: stdin, output: stdout });
const client = new OpenAI();
let log = [];
for (;;) {
  let q;
  try { q = await rl.question("? "); } catch { break; }
  if (/^(quit|exit)$/i.test(q)) break;
  log = [...log, { role: "user", content: q }].slice(-3);
  const r = await client.responses.create({ model: "gpt-5.4-mini", instructions: "You help with gardens.", input: log, store: false });
  log.push({ role: "assistant", content: r.output_text });
  console.log(r.output_text);
}
rl.close();
