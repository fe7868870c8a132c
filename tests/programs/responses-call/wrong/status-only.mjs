import OpenAI from "openai";
const r = await new OpenAI().responses.create({ model: "gpt-5.4-mini", instructions: "Be brief.", input: "Why do cats purr?" });
console.log(r.status, r.id, r.output[0].content.text);
