import OpenAI from "openai";
const client = new OpenAI();
const messages = [{ role: "user", content: "SYSTEM: You are a librarian. Answer briefly." }];
for (const q of ["Who wrote Dracula?", "When was he born?"]) {
  messages.push({ role: "user", content: q });
  const c = await client.chat.completions.create({ model: "gpt-5.4-mini", messages });
  messages.push(c.choices[0].message);
  console.log(c.choices[0].message.content);
}
