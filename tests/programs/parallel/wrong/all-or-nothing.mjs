import OpenAI from "openai";
const client = new OpenAI();
const questions = Array.from({ length: 8 }, (_, i) => `Why is ${i + 2} a nice number?`);
const answers = [];
try {
  for (let i = 0; i < questions.length; i += 4) {
    answers.push(...(await Promise.all(questions.slice(i, i + 4).map(async (content) => {
      const c = await client.chat.completions.create({ model: "gpt-5.4-mini", messages: [{ role: "user", content }] });
      return c.choices[0].message.content;
    }))));
  }
  answers.forEach((a) => console.log(a));
} catch (e) {
  console.log("Something failed:", e.message);
}
