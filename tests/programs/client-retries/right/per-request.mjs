import OpenAI from "openai";
const c = new OpenAI();
await c.chat.completions
  .create({ model: "gpt-5.4-mini", messages: [{ role: "user", content: "Hi" }] }, { maxRetries: 7, timeout: 12000 })
  .then((r) => console.log(r.choices[0].message.content), (e) => console.log("no luck:", e.message));
