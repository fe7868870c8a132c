import OpenAI from "openai";
const c = new OpenAI();
for (let i = 0; i < 5; i++) {
  const { data, response } = await c.chat.completions.create({ model: "gpt-5.4-mini", messages: [{ role: "user", content: `${i}?` }] }).withResponse();
  console.log(data.choices[0].message.content);
  if (response.headers.get("x-ratelimit-remaining-requests") === "0") {
    const t = parseFloat(response.headers.get("x-ratelimit-reset-requests"));
    await new Promise((r) => setTimeout(r, t));
  }
}
