import OpenAI from "openai";
const ai = new OpenAI();
const base = { model: "gpt-5.4-mini", messages: [{ role: "user", content: "Describe snow." }] };
const [short, many] = await Promise.all([
  ai.chat.completions.create({ ...base, max_completion_tokens: 60, stop: ["###"] }),
  ai.chat.completions.create({ ...base, n: 3 }),
]);
const { finish_reason, message } = short.choices[0];
console.log(message.content, finish_reason === "length" ? "… [length: cut]" : "[stop: whole]");
many.choices.forEach(({ message: { content } }, i) => console.log(`#${i}`, content));
