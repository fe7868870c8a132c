import OpenAI from "openai";
const r = await new OpenAI({ maxRetries: 9, timeout: 120_000 }).chat.completions.create({ model: "gpt-5.4-mini", messages: [{ role: "user", content: "Hi" }] });
console.log(r.choices[0].message.content);
