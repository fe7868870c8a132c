import readline from "node:readline";
import OpenAI from "openai";
const c = new OpenAI(); const h = [{ role: "system", content: "Garden." }];
for await (const l of readline.createInterface({ input: process.stdin })) {
  if (l === "quit" || l === "exit") break;
  h.push({ role: "user", content: l });
  while (h.length > 3) h.shift();
  const r = (await c.chat.completions.create({ model: "gpt-5.4-mini", messages: h })).choices[0].message.content;
  console.log(r); h.push({ role: "assistant", content: r });
}
