import OpenAI from "openai";
const c = new OpenAI();
const instructions = "Short.";
const input = [{ role: "user", content: "Name a planet." }];
const a = await c.responses.create({ model: "gpt-5.4-mini", instructions, input });
console.log(a.output_text);
input.push(...a.output, { role: "user", content: "Has it rings?" });
const b = await c.responses.create({ model: "gpt-5.4-mini", instructions, input });
console.log(b.output_text);
