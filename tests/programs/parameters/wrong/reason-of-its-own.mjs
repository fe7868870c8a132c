import OpenAI from "openai";
const ai = new OpenAI();
const r = await ai.chat.completions.create({ model: "gpt-5.4-mini", messages: [{ role: "user", content: "Describe snow." }], n: 3, max_completion_tokens: 40 });
for (const c of r.choices) console.log(c.message.content, "| finish_reason:", c.message.finish_reason);
