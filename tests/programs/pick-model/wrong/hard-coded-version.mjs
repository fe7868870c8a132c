import OpenAI from "openai";
const client = new OpenAI();
for (const model of ["gpt-3.5-turbo", "gpt-5.4-mini", "gpt-6-luna"]) {
  try {
    const c = await client.chat.completions.create({ model, messages: [{ role: "user", content: "Hi" }] });
    console.log("gpt-5.4-mini-2026-03-05 says", c.choices[0].message.content);
    break;
  } catch (e) { if (e.status !== 404) throw e; }
}
